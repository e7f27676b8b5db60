import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { sourceJson } from '#lib/server/api-context.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.context.sources.list(actor, event.params.study),
    ({ sources }) => ({ sources: sources.map(sourceJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
