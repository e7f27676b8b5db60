import { assessmentDetail, assessmentJson } from '#lib/server/api/assessments.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'One assessment, with records and figures of the city’s response',
  answer: assessmentDetail,
  run: (actor, { locals, params }: RequestEvent) =>
    locals.services.assessments.load(actor, params.study, params.city),
  shape: assessmentJson
});
