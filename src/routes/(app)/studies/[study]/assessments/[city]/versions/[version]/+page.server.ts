import { loadVersion } from '#lib/server/version-pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = loadVersion;
