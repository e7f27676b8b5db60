/** Keeps the formatters of dates and numbers: making one takes longer than formatting with it a hundred times. */
import type { Locale } from '#base/locale.ts';

/** Limits what is kept: each language has a few shapes, in the zones of its readers. */
const mostKept = 200;

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

/** Returns the tag by which dates and numbers are formatted. */
export const formatTag = (language: Locale): string => (language === 'zh' ? 'zh-Hans' : 'en-GB');

export const dateFormat = (language: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(dates, [language, options], () => new Intl.DateTimeFormat(formatTag(language), options));

export const numberFormat = (language: Locale, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  kept(numbers, [language, options], () => new Intl.NumberFormat(formatTag(language), options));

function kept<T>(formats: Map<string, T>, what: readonly unknown[], make: () => T): T {
  const key = JSON.stringify(what);
  const known = formats.get(key);
  if (known) return known;
  if (formats.size >= mostKept) formats.clear();
  const made = make();
  formats.set(key, made);
  return made;
}
