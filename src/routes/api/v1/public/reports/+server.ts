import { ok } from '#base/refusal.ts';
import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { publicationJson, publicationList } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'The reports that were published',
  answer: publicationList,
  run: async ({ locals }: RequestEvent) => ok(await locals.services.reports.publishing.list()),
  shape: (published, { locals }) => ({
    reports: published.map((one) => publicationJson(one, locals.services.config.origin))
  })
});
