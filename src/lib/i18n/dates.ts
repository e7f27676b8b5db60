/** Dates in the reader's language. */
import { languageTag, type Locale } from '#domain/locale.ts';

/** A date no more exact than it is known. */
export function partialDateText(date: string, language: Locale): string {
  const [year = 1970, month, day] = date.split('-').map(Number);
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' };
  if (month !== undefined) options.month = 'long';
  if (day !== undefined) options.day = 'numeric';
  const format = new Intl.DateTimeFormat(language === 'zh' ? languageTag('zh') : 'en-GB', options);
  return format.format(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
}
