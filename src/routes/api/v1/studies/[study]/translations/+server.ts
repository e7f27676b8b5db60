import { endpoint } from '#lib/server/api/endpoint.ts';
import { translationList, textPairsJson } from '#lib/server/api/translations.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary:
    'The passages whose translation is to do, of the texts on which the caller works or reads versions',
  answer: translationList,
  run: (actor, { locals, params }: RequestEvent) =>
    locals.services.translationPairs.listAll(actor, params.study),
  shape: ({ texts }) => ({ texts: texts.map((text) => textPairsJson(text, 'to-do')) })
});
