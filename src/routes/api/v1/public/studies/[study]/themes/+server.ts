import { json } from '@sveltejs/kit';
import { methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { openThemeJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Lists the trends and challenges of published reports, for anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { reports, config } = locals.services;
  const found = await reports.openFindings.themes(params.study);
  return found.ok
    ? json({ themes: found.value.map((one) => openThemeJson(one, params.study, config.origin)) })
    : refuseApi(locals, found.refusal);
};
export const fallback: RequestHandler = methodNotAllowed;
