import { ok } from '#base/refusal.ts';
import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { catalog, catalogJson } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'A catalogue of what was published, in the terms of DCAT as JSON-LD',
  answer: catalog,
  mediaType: 'application/ld+json; charset=utf-8',
  run: async ({ locals }: RequestEvent) => ok(await locals.services.reports.publishing.list()),
  shape: (published, { locals }) => catalogJson(published, locals.services.config.origin)
});
