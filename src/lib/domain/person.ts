/** What is true of every person's account: an address, a name in at least one language. */
import { locales, type Bilingual } from './locale.ts';

const longestAddress = 254;
export const longestName = 120;

/** Whether this can be an e-mail address: something on both sides of one @, no space, of sane length. Only a mail sent proves more. */
export const isAddress = (text: string): boolean =>
  text.length <= longestAddress && /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/u.test(text);

/** A name stands in one language at least; the other may be missing, since not everybody's name is written in both scripts. */
export const isName = (name: Bilingual): boolean =>
  locales.some((locale) => name[locale].trim() !== '') &&
  locales.every((locale) => Array.from(name[locale]).length <= longestName);

export const trimmed = (name: Bilingual): Bilingual => ({ en: name.en.trim(), zh: name.zh.trim() });
