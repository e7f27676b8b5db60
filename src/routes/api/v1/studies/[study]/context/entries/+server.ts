import { contextEntryList, entryJson, topicJson } from '#lib/server/api/context.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The entries of the registers: policies, priorities, financing, standards, projects and trends',
  answer: contextEntryList,
  run: (actor, { locals, params }: RequestEvent) => locals.services.context.entries.list(actor, params.study),
  shape: ({ topics, entries }) => ({ topics: topics.map(topicJson), entries: entries.map(entryJson) })
});
