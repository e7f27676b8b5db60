import { z } from 'zod';
import { searchFields, searchRequest } from '#lib/areas/search/forms.ts';
import { searchFaultSentence } from '#lib/areas/search/search-labels.ts';
import { apiError } from '#lib/server/api/edge.ts';
import { endpoint, parameter } from '#lib/server/api/endpoint.ts';
import { searchJson, searchResults } from '#lib/server/api/search.ts';
import type { RequestEvent } from './$types';

/** Describes what `searchFields` takes, which leaves out what is no filter instead of refusing it. */
const field = (description: string, schema: object) => parameter(description, schema, z.string().optional());
const filter = field('Narrows the results', { type: 'string' });
const query = z.object({
  q: field('Words, at most 200 characters', { type: 'string', maxLength: 200 }),
  typing: field('1 while the query is being typed: its last word may be half of one', {
    type: 'string',
    enum: ['1']
  }),
  limit: field('At most so many', { type: 'integer', minimum: 1, maximum: 50, default: 20 }),
  cursor: field('The cursor that the page before ended with', { type: 'string' }),
  kind: filter,
  city: filter,
  side: filter,
  characteristic: filter,
  state: filter,
  person: filter,
  from: filter,
  to: filter
});

export const { GET, fallback, _description } = endpoint({
  summary: 'What the caller may read of a study, searched in both languages at once',
  answer: searchResults,
  query,
  run: async (actor, { locals, params, url }: RequestEvent) => {
    const request = searchRequest(searchFields(url.searchParams), locals.locale);
    const found = await locals.services.search.search(actor, params.study, request);
    return found.ok && found.value.fault !== null
      ? apiError(400, 'invalid', searchFaultSentence(found.value.fault, locals.locale))
      : found;
  },
  shape: searchJson
});
