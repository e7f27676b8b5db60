import { endpoint } from '#lib/server/api/endpoint.ts';
import { nextStepList, nextStepJson } from '#lib/server/api/meetings.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The agreed next steps, and their status',
  answer: nextStepList,
  mayBeForbidden: true,
  run: (actor, { locals, params }: RequestEvent) => locals.services.nextSteps.list(actor, params.study),
  shape: ({ steps }) => ({ nextSteps: steps.map(nextStepJson) })
});
