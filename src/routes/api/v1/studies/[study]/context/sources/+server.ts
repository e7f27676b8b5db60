import { sourceList, sourceJson } from '#lib/server/api/context.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The bibliography of the study',
  answer: sourceList,
  run: (actor, { locals, params }: RequestEvent) => locals.services.context.sources.list(actor, params.study),
  shape: ({ sources }) => ({ sources: sources.map(sourceJson) })
});
