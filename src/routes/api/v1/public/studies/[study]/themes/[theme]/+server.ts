import { json } from '@sveltejs/kit';
import { methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { openThemeJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Returns a trend or challenge of a published report, for anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { reports, config } = locals.services;
  const found = await reports.openFindings.theme(params.study, params.theme);
  return found.ok
    ? json(openThemeJson(found.value, params.study, config.origin))
    : refuseApi(locals, found.refusal);
};
export const fallback: RequestHandler = methodNotAllowed;
