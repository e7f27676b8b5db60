import { endpoint } from '#lib/server/api/endpoint.ts';
import { meetingList, meetingJson } from '#lib/server/api/meetings.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The minutes of the group: meetings, external events and study visits',
  answer: meetingList,
  mayBeForbidden: true,
  run: (actor, { locals, params }: RequestEvent) => locals.services.meetings.list(actor, params.study),
  shape: ({ ahead, past }) => ({ meetings: [...past.toReversed(), ...ahead].map(meetingJson) })
});
