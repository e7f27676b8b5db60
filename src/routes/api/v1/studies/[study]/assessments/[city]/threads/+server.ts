import { z } from 'zod';
import { answerApi, methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { threadJson } from '#lib/server/api-answers.ts';
import { locales } from '#domain/locale.ts';
import { roles } from '#domain/permissions.ts';
import type { RequestHandler } from './$types';

const truth = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .default(false);
const pageNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)
  .default(1);
const query = z.object({
  mine: truth,
  open: truth,
  deleted: truth,
  role: z.enum(roles).nullable().default(null),
  language: z.enum(locales).nullable().default(null),
  page: pageNumber,
  thread: z.string().max(100).nullable().default(null),
  comments: pageNumber
});

export const GET: RequestHandler = async (event) => {
  const parsed = query.safeParse(Object.fromEntries(event.url.searchParams));
  if (!parsed.success)
    return refuseApi(event.locals, { code: event.locals.actor ? 'invalid' : 'signed-out' });
  const { study, city } = event.params;
  const { page, thread, comments, ...filter } = parsed.data;
  return answerApi(
    event,
    (actor) =>
      event.locals.services.threads.listOfCity(actor, study, city, filter, { page, thread, comments }),
    ({ threads, pages }) => ({
      threads: threads.map((one) => threadJson(one.thread, one.document)),
      pages
    })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
