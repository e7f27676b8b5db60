import { assessmentList, assessmentSummaryJson } from '#lib/server/api/assessments.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The assessments that the caller may see, with their documents’ rooms',
  answer: assessmentList,
  run: (actor, { locals, params }: RequestEvent) => locals.services.assessments.list(actor, params.study),
  shape: (summaries) => ({ assessments: summaries.map(assessmentSummaryJson) })
});
