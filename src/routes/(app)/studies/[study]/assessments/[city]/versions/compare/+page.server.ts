import { loadTextDiff } from '#lib/server/version-pages.ts';
import type { PageServerLoad } from './$types';

/** Does not follow what happens meanwhile: what one reads stays. */
export const load: PageServerLoad = loadTextDiff;
