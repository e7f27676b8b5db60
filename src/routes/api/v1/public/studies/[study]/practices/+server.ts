import { json } from '@sveltejs/kit';
import { methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { openPracticeJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Lists the good practices of published reports, for anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { reports, config } = locals.services;
  const found = await reports.openFindings.practices(params.study);
  return found.ok
    ? json({ practices: found.value.map((one) => openPracticeJson(one, params.study, config.origin)) })
    : refuseApi(locals, found.refusal);
};
export const fallback: RequestHandler = methodNotAllowed;
