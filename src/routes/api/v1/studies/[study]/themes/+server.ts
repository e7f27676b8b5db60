import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { themeJson } from '#lib/server/api-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.themes.list(actor, event.params.study),
    ({ themes }) => ({ themes: themes.filter(({ stage }) => stage === 'published').map(themeJson) })
  );
export const fallback: RequestHandler = methodNotAllowed;
