import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { openPracticeJson, openPracticeList } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'The good practices of published reports, as long as their cities agree',
  answer: openPracticeList,
  run: ({ locals, params }: RequestEvent) => locals.services.reports.openFindings.practices(params.study),
  shape: (practices, { locals, params }) => ({
    practices: practices.map((one) => openPracticeJson(one, params.study, locals.services.config.origin))
  })
});
