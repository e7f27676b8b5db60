import { json } from '@sveltejs/kit';
import { methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { openPracticeJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Returns a good practice of a published report, for anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { reports, config } = locals.services;
  const found = await reports.openFindings.practice(params.study, params.practice);
  return found.ok
    ? json(openPracticeJson(found.value, params.study, config.origin))
    : refuseApi(locals, found.refusal);
};
export const fallback: RequestHandler = methodNotAllowed;
