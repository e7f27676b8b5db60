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
  const asked = query.safeParse(Object.fromEntries(event.url.searchParams));
  if (!asked.success) return refuseApi(event.locals, { code: event.locals.actor ? 'invalid' : 'signed-out' });
  const { after, limit } = asked.data;
  return answerApi(
    event,
    (actor) => event.locals.house.events.list(actor, event.params.study, after, limit),
    (events) => ({ events: events.map(eventJson), next: events.at(-1)?.number ?? after })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
