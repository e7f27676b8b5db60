import { json } from '@sveltejs/kit';
import { methodNotAllowed } from '#lib/server/api.ts';
import type { RequestHandler } from './$types';

/** The server's clock, for anyone: pages measure the way to it and their own clock by this. */
export const GET: RequestHandler = ({ locals }) =>
  json({ time: locals.services.now().toISOString() }, { headers: { 'cache-control': 'no-store' } });
export const fallback: RequestHandler = methodNotAllowed;
