import { json } from '@sveltejs/kit';
import { methodNotAllowed } from '#lib/server/api.ts';
import { publicationJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Lists what was published, for anyone. */
export const GET: RequestHandler = async ({ locals }) => {
  const { reports, config } = locals.services;
  const published = await reports.publishing.list();
  return json({ reports: published.map((one) => publicationJson(one, config.origin)) });
};
export const fallback: RequestHandler = methodNotAllowed;
