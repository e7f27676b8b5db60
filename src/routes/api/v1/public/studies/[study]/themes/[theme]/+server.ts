import { openEndpoint } from '#lib/server/api/endpoint.ts';
import { openTheme, openThemeJson } from '#lib/server/api/publications.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = openEndpoint({
  summary: 'A trend or challenge of a published report',
  answer: openTheme,
  run: ({ locals, params }: RequestEvent) =>
    locals.services.reports.openFindings.theme(params.study, params.theme),
  shape: (theme, { locals, params }) => openThemeJson(theme, params.study, locals.services.config.origin)
});
