/** Returns the reader's language, on the server (of this request) and in the browser alike. */
import type { Locale } from '#base/locale.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

export const locale = (): Locale => getLocale();
