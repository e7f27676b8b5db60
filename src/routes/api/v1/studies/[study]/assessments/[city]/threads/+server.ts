import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { roles } from '#base/permissions.ts';
import { endpoint, parameter } from '#lib/server/api/endpoint.ts';
import { threadJson, threadList } from '#lib/server/api/threads.ts';
import type { RequestEvent } from './$types';

const truth = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .default(false);
const pageNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)
  .default(1);
const flag = { type: 'boolean', default: false };
const page = { type: 'integer', minimum: 1, default: 1 };
const text = { type: 'string' };
const query = z.object({
  mine: parameter('Only those in which the caller has written', flag, truth),
  open: parameter('Only those that are not resolved', flag, truth),
  role: parameter(
    'Only those in which somebody in this role has written',
    text,
    z.enum(roles).nullable().default(null)
  ),
  language: parameter(
    'Only those on a text in this language, or with a comment in it',
    { type: 'string', enum: locales },
    z.enum(locales).nullable().default(null)
  ),
  deleted: parameter('Only those on words that are no longer there', flag, truth),
  page: parameter('The page of the threads, the open ones first', page, pageNumber),
  thread: parameter(
    'The thread whose page is answered instead',
    text,
    z.string().max(100).nullable().default(null)
  ),
  comments: parameter('The page of that thread’s comments, from the newest', page, pageNumber)
});

export const { GET, fallback, _description } = endpoint({
  summary: 'The threads of comments on an assessment’s texts that the caller may read, in text order',
  answer: threadList,
  query,
  run: (actor, { locals, params }: RequestEvent, { page, thread, comments, ...filter }) =>
    locals.services.threads.listOfCity(actor, params.study, params.city, filter, { page, thread, comments }),
  shape: ({ threads, pages }) => ({
    threads: threads.map((one) => threadJson(one.thread, one.document)),
    pages
  })
});
