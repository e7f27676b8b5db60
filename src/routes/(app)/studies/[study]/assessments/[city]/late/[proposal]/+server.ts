import { lateBytes } from '#lib/server/late-pages.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = lateBytes;
