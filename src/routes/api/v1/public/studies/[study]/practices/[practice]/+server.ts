import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { openPractice, openPracticeJson } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'A good practice of a published report; not found once its city has withdrawn its consent',
  answer: openPractice,
  run: ({ locals, params }: RequestEvent) =>
    locals.services.reports.openFindings.practice(params.study, params.practice),
  shape: (practice, { locals, params }) =>
    openPracticeJson(practice, params.study, locals.services.config.origin)
});
