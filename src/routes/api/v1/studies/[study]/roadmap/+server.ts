import { endpoint } from '#lib/server/api/endpoint.ts';
import { roadmap, roadmapJson } from '#lib/server/api/roadmap.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The steps of the roadmap: as they are, or for representatives of cities as they were released',
  answer: roadmap,
  run: (actor, { locals, params }: RequestEvent) => locals.services.roadmap.steps(actor, params.study),
  shape: roadmapJson
});
