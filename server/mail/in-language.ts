/**
 * Sets the language of messages while an e-mail is written, as there is no request that would determine it.
 */
import type { Locale } from '#base/locale.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

let present: Locale = 'en';
overwriteGetLocale(() => present);

/** It must be synchronous: otherwise another e-mail would be written in the same language. */
export function inLanguage<T>(locale: Locale, write: () => T): T {
  const before = present;
  present = locale;
  try {
    return write();
  } finally {
    present = before;
  }
}
