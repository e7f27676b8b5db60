import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { publishedReport, publishedReportJson } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'A published report: its files, signatures, errata and whole content',
  answer: publishedReport,
  run: ({ locals, params }: RequestEvent) =>
    locals.services.reports.publishing.load(params.study, params.edition),
  shape: (publication, { locals }) => publishedReportJson(publication, locals.services.config.origin)
});
