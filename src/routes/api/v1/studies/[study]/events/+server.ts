import { z } from 'zod';
import { answerApi, methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { eventJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

const digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const query = z.object({
  after: digits.default(0),
  limit: digits.pipe(z.int().min(1).max(500)).default(100)
});

export const GET: RequestHandler = async (event) => {
  const parsed = query.safeParse(Object.fromEntries(event.url.searchParams));
  if (!parsed.success)
    return refuseApi(event.locals, { code: event.locals.actor ? 'invalid' : 'signed-out' });
  const { after, limit } = parsed.data;
  return answerApi(
    event,
    (actor) => event.locals.services.events.list(actor, event.params.study, after, limit),
    (events) => ({ events: events.map(eventJson), next: events.at(-1)?.number ?? after })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
