import { versionBytes } from '#lib/server/version-pages.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = versionBytes;
