import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { textPairsJson } from '#lib/server/pair-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
  answerApi(
    event,
    (actor) => event.locals.services.translationPairs.listAll(actor, event.params.study),
    ({ texts }) => ({ texts: texts.map((text) => textPairsJson(text, 'to-do')) })
  );
export const fallback: RequestHandler = methodNotAllowed;
