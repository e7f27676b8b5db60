import { ok } from '#domain/refusal.ts';
import { answerApi, methodNotAllowed } from '#lib/server/api.ts';
import { textPairsJson } from '#lib/server/pair-answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
  const { study, city } = event.params;
  const { assessments, translationPairs } = event.locals.services;
  return answerApi(
    event,
    async (actor) => {
      const seen = await assessments.load(actor, study, city);
      if (!seen.ok) return seen;
      const lists = await Promise.all(
        (['findings', 'response'] as const).map((kind) => translationPairs.list(actor, study, { kind, city }))
      );
      return ok(lists.flatMap((list) => (list.ok ? [list.value] : [])));
    },
    (texts) => ({ texts: texts.map((text) => textPairsJson(text, 'all')) })
  );
};
export const fallback: RequestHandler = methodNotAllowed;
