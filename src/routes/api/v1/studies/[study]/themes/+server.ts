import { endpoint } from '#lib/server/api/endpoint.ts';
import { themeList, themeJson } from '#lib/server/api/practices.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The published trends and challenges',
  answer: themeList,
  run: (actor, { locals, params }: RequestEvent) => locals.services.themes.list(actor, params.study),
  shape: ({ themes }) => ({ themes: themes.filter(({ stage }) => stage === 'published').map(themeJson) })
});
