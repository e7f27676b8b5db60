/** Words that ask for the reader's language get it here: of a letter, there is no request that would tell it. */
import type { Locale } from '#domain/locale.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

let present: Locale = 'en';
overwriteGetLocale(() => present);

/** `write` must not wait for anything: another letter would be in its language. */
export function inLanguage<T>(locale: Locale, write: () => T): T {
  const before = present;
  present = locale;
  try {
    return write();
  } finally {
    present = before;
  }
}
