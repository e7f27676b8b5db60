import { ok, refuse } from '#base/refusal.ts';
import { consultation, consultationJson } from '#lib/server/api/consultation.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The rounds of a city’s consultation, and the comments that were submitted',
  answer: consultation,
  run: async (actor, { locals, params }: RequestEvent) => {
    const found = await locals.services.consultations.ofCity(actor, params.study, params.city);
    if (!found.ok) return found;
    const [one] = found.value.cities;
    return one ? ok(one) : refuse('not-found');
  },
  shape: consultationJson
});
