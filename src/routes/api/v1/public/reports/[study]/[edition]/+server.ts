import { json } from '@sveltejs/kit';
import { methodNotAllowed, refuseApi } from '#lib/server/api.ts';
import { publishedReportJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Returns a published report with its whole content, for anyone. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { reports, config } = locals.services;
  const found = await reports.publishing.load(params.study, params.edition);
  return found.ok ? json(publishedReportJson(found.value, config.origin)) : refuseApi(locals, found.refusal);
};
export const fallback: RequestHandler = methodNotAllowed;
