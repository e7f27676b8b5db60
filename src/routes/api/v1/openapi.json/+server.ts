import { json } from '@sveltejs/kit';
import { methodNotAllowed } from '#lib/server/api.ts';
import { openApi } from '#lib/server/openapi.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) => json(openApi(locals.services.config.origin));
export const fallback: RequestHandler = methodNotAllowed;
