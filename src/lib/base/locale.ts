/** Defines the two languages of a study, and texts that exist in both. */

export const locales = ['en', 'zh'] as const;
export type Locale = (typeof locales)[number];

/** Holds a text in both languages; an empty string is a gap, which pages show as such. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export const isLocale = (value: unknown): value is Locale => value === 'en' || value === 'zh';

/** Returns the value of `lang` for a passage of this language (BCP 47). */
export const languageTag = (locale: Locale): 'en' | 'zh-Hans' => (locale === 'zh' ? 'zh-Hans' : 'en');

export const otherLocale = (locale: Locale): Locale => (locale === 'en' ? 'zh' : 'en');

/** Lists the languages in which a text is missing. */
export const gapsOf = (text: Bilingual): Locale[] => locales.filter((locale) => text[locale].trim() === '');

/** Checks whether a text is longer than a limit in either language. */
export const isLonger = (text: Bilingual, most: number): boolean =>
  text.en.length > most || text.zh.length > most;

/** Checks whether a text is missing in both languages. */
export const isBlank = (text: Bilingual): boolean => gapsOf(text).length === 2;

/** Checks whether one of the texts contains the words, in any case. */
export function holdsText(texts: readonly Bilingual[], wanted: string): boolean {
  const words = wanted.normalize('NFKC').trim().toLowerCase();
  return (
    words === '' || texts.some(({ en, zh }) => `${en}\n${zh}`.normalize('NFKC').toLowerCase().includes(words))
  );
}

/**
 * Returns the text in the reader's language, or the other one where that is missing, and the language it is
 * in.
 */
export function textFor(text: Bilingual, locale: Locale): { text: string; locale: Locale } {
  const shown =
    text[locale].trim() === '' && text[otherLocale(locale)].trim() !== '' ? otherLocale(locale) : locale;
  return { text: text[shown], locale: shown };
}

/** Lowers the first letter of a name that stands within a sentence, except in abbreviations. */
export const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
