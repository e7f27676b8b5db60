import { methodNotAllowed } from '#lib/server/api.ts';
import { catalogJson } from '#lib/server/public-api.ts';
import type { RequestHandler } from './$types';

/** Describes what was published as a catalogue of data sets, for anyone. */
export const GET: RequestHandler = async ({ locals }) => {
  const { reports, config } = locals.services;
  return new Response(JSON.stringify(catalogJson(await reports.publishing.list(), config.origin)), {
    headers: { 'content-type': 'application/ld+json; charset=utf-8' }
  });
};
export const fallback: RequestHandler = methodNotAllowed;
