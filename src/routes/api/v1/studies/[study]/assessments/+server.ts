import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { assessmentLineJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.house.assessments.list(actor, event.params.study),
    (lines) => ({ assessments: lines.map(assessmentLineJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
