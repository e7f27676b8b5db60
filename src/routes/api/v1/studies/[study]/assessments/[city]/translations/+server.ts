import { ok } from '#base/refusal.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import { translationList, textPairsJson } from '#lib/server/api/translations.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'All pairs of passages of an assessment’s texts on which the caller works or reads versions',
  answer: translationList,
  run: async (actor, { locals, params: { study, city } }: RequestEvent) => {
    const { assessments, translationPairs } = locals.services;
    const seen = await assessments.load(actor, study, city);
    if (!seen.ok) return seen;
    const lists = await Promise.all(
      (['findings', 'response'] as const).map((kind) => translationPairs.list(actor, study, { kind, city }))
    );
    return ok(lists.flatMap((list) => (list.ok ? [list.value] : [])));
  },
  shape: (texts) => ({ texts: texts.map((text) => textPairsJson(text, 'all')) })
});
