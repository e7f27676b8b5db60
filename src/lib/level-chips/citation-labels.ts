/** Defines the words of a citation in the language of the text: the short name of its source, and its title. */
import type { NamedBibliography } from '#rules/bibliography/bibliography.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { sourceLinkOf } from '#rules/bibliography/source-link.ts';
import { m } from '#lib/paraglide/messages.js';

export interface CitationText {
  readonly label: string;
  readonly title: string;
}

/** Returns null where nothing is known of the source: the words of the link stand alone. */
export function citationText(
  bibliography: NamedBibliography | undefined,
  href: string,
  language: Locale
): CitationText | null {
  const link = sourceLinkOf(href);
  if (!bibliography || link?.studySlug !== bibliography.studySlug) return null;
  const source = bibliography.sources.find(({ id }) => id === link.source);
  if (source)
    return { label: textFor(source.short, language).text, title: textFor(source.title, language).text };
  return bibliography.isWhole
    ? { label: '?', title: m.context_citation_unknown({}, { locale: language }) }
    : null;
}

/** Returns the title of the source to which an address leads, for the words of a citation. */
export const citedTitle = (
  bibliography: NamedBibliography | undefined,
  href: string,
  language: Locale
): string | null => {
  const link = sourceLinkOf(href);
  const source =
    link?.studySlug === bibliography?.studySlug &&
    bibliography?.sources.find(({ id }) => id === link?.source);
  return source ? textFor(source.title, language).text : null;
};
