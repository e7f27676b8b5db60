import { json } from '@sveltejs/kit';
import { methodNotAllowed } from '#lib/server/api.ts';
import type { RequestHandler } from './$types';

/**
 * Answers with the server's clock, for anyone: pages measure the round trip and their own clock offset with
 * it.
 */
export const GET: RequestHandler = ({ locals }) =>
  json({ time: locals.services.now().toISOString() }, { headers: { 'cache-control': 'no-store' } });
export const fallback: RequestHandler = methodNotAllowed;
