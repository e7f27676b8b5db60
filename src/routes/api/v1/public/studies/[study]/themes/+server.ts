import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { openThemeJson, openThemeList } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'The trends and challenges of published reports',
  answer: openThemeList,
  run: ({ locals, params }: RequestEvent) => locals.services.reports.openFindings.themes(params.study),
  shape: (themes, { locals, params }) => ({
    themes: themes.map((one) => openThemeJson(one, params.study, locals.services.config.origin))
  })
});
