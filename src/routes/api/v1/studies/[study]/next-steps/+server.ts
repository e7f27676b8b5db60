import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { nextStepJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.nextSteps.list(actor, event.params.study),
    ({ steps }) => ({ nextSteps: steps.map(nextStepJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
