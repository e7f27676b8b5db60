/** Validates the data of a person's account: an address, and a name in at least one language. */
import { locales, type Bilingual } from '#base/locale.ts';

const longestAddress = 254;
export const longestName = 120;

/** Text on both sides of one @, no space, of sane length. Only a mail that was sent proves more. */
export const isAddress = (text: string): boolean =>
  text.length <= longestAddress && /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/u.test(text);

/**
 * A name is required in at least one language; the other may be missing, since not every name is written in
 * both scripts.
 */
export const isName = (name: Bilingual): boolean =>
  locales.some((locale) => name[locale].trim() !== '') &&
  locales.every((locale) => Array.from(name[locale]).length <= longestName);

export const trimmed = (name: Bilingual): Bilingual => ({ en: name.en.trim(), zh: name.zh.trim() });
