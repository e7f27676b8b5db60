import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { assessmentJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.assessments.load(actor, event.params.study, event.params.city),
    assessmentJson
  );
export const fallback: RequestHandler = methodNotAllowed;
