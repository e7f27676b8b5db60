import { ok } from '#base/refusal.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import { studyList, studySummaryJson } from '#lib/server/api/studies.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The studies in which the caller holds a role',
  answer: studyList,
  run: async (actor, { locals }: RequestEvent) => ok(await locals.services.studies.list(actor)),
  shape: (studies) => ({ studies: studies.map(({ study }) => studySummaryJson(study)) })
});
