import { loadTextDiff } from '#lib/server/version-pages.ts';
import type { PageServerLoad } from './$types';

/** It does not follow live events, so that the text does not change while it is read. */
export const load: PageServerLoad = loadTextDiff;
