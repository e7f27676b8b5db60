import { comparedLevels, comparedLevelsJson } from '#lib/server/api/comparison.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The levels that have been released to the caller, by city and characteristic',
  answer: comparedLevels,
  run: (actor, { locals, params }: RequestEvent) =>
    locals.services.cityComparison.levels(actor, params.study),
  shape: comparedLevelsJson
});
