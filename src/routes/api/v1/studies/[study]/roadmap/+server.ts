import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { roadmapJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.roadmap.steps(actor, event.params.study),
    (list) => roadmapJson(list)
  );
export const fallback: RequestHandler = methodNotAllowed;
