/** Writes a source as a line of text: author, title, publisher and date. */
import type { Citation, Source } from '#rules/bibliography/bibliography.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

export const sourceText = (source: Source, language: Locale = locale()): string =>
  [
    source.author,
    textFor(source.title, language).text,
    textFor(source.publisher, language).text,
    source.date === null ? '' : partialDateText(source.date, language)
  ]
    .filter((part, index, parts) => part !== '' && parts.indexOf(part) === index)
    .join(language === 'zh' ? '，' : ', ');

export function citationText(
  { sourceId, place }: Citation,
  sources: readonly Source[],
  language: Locale = locale()
): string {
  const source = sources.find(({ id }) => id === sourceId);
  const text = source ? sourceText(source, language) : '';
  return place === '' ? text : m.context_in_page({ source: text, place }, { locale: language });
}
