import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { assessmentSummaryJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.assessments.list(actor, event.params.study),
    (summaries) => ({ assessments: summaries.map(assessmentSummaryJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
