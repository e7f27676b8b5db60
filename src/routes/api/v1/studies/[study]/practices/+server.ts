import { endpoint } from '#lib/server/api/endpoint.ts';
import { practiceList, practiceJson } from '#lib/server/api/practices.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The published good practices, in the languages for which their cities have given consent',
  answer: practiceList,
  run: (actor, { locals, params }: RequestEvent) => locals.services.practices.published(actor, params.study),
  shape: (practices) => ({ practices: practices.map(practiceJson) })
});
