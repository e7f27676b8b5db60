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
const query = z.object({
  mine: truth,
  open: truth,
  deleted: truth,
  role: z.enum(roles).nullable().default(null),
  language: z.enum(locales).nullable().default(null)
});

export const GET: RequestHandler = async (event) => {
  const parsed = query.safeParse(Object.fromEntries(event.url.searchParams));
  if (!parsed.success)
    return refuseApi(event.locals, { code: event.locals.actor ? 'invalid' : 'signed-out' });
  const { study, city } = event.params;
  return answerApi(
    event,
    (actor) => event.locals.services.threads.listOfCity(actor, study, city, parsed.data),
    (threads) => ({ threads: threads.map(({ thread, document }) => threadJson(thread, document)) })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
