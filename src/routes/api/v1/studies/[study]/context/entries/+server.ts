import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { entryJson, topicJson } from '#lib/server/api-context.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.context.entries.list(actor, event.params.study),
    ({ topics, entries }) => ({ topics: topics.map(topicJson), entries: entries.map(entryJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
