import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { comparedLevelsJson } from '#lib/server/comparison-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.cityComparison.levels(actor, event.params.study),
    comparedLevelsJson
  );
export const fallback: RequestHandler = methodNotAllowed;
