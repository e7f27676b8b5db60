import { refuseApi } from '#lib/server/api/edge.ts';
import type { RequestHandler } from './$types';

export const fallback: RequestHandler = ({ locals }) => refuseApi(locals, { code: 'not-found' });
