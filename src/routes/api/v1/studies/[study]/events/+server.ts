import { z } from 'zod';
import { ok } from '#base/refusal.ts';
import { endpoint, parameter } from '#lib/server/api/endpoint.ts';
import { eventList, eventJson } from '#lib/server/api/events.ts';
import type { RequestEvent } from './$types';

const digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const query = z.object({
  after: parameter(
    'Only events with a higher number',
    { type: 'integer', minimum: 0, default: 0 },
    digits.default(0)
  ),
  limit: parameter(
    'At most so many',
    { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    digits.pipe(z.int().min(1).max(500)).default(100)
  )
});

export const { GET, fallback, _description } = endpoint({
  summary: 'The event log of the study as far as the caller may see it',
  answer: eventList,
  query,
  run: async (actor, { locals, params }: RequestEvent, { after, limit }) => {
    const listed = await locals.services.events.list(actor, params.study, after, limit);
    return listed.ok ? ok({ events: listed.value, after }) : listed;
  },
  shape: ({ events, after }) => ({ events: events.map(eventJson), next: events.at(-1)?.number ?? after })
});
