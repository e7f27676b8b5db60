import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { practiceJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.practices.published(actor, event.params.study),
    (practices) => ({ practices: practices.map(practiceJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
