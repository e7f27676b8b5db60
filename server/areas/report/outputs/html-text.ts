import { languageTag, type Locale } from '#base/locale.ts';
import type { ReportFigure } from '#rules/report/report-content.ts';
import { cleanText } from './clean-text.ts';
import { titleLanguage, titlesOf, type OutlinePart } from './outline.ts';

export interface HtmlAddresses {
  /** Returns the address of a place: that of the part of the first level which holds it, and its anchor there. */
  readonly place: (partId: string, anchor: string) => string;
  readonly picture: (figure: ReportFigure) => string;
}

/** Names the list of sources among the parts. */
export const sourcesPart = 'sources';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};

/** Escapes text for elements and quoted attributes. */
export const escaped = (text: string): string =>
  cleanText(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);

/** The same text serves as `id` and after `#`. */
export const anchorOf = (id: string, locale: Locale): string =>
  `${locale}-${encodeURIComponent(cleanText(id))}`;

export const titleHtml = ({ part, number }: OutlinePart, locale: Locale): string => {
  const language = titleLanguage(part, locale);
  const title = escaped(titlesOf(part)[locale]);
  return `${number[locale] === '' ? '' : `<span class="number">${escaped(number[locale])}</span>`}${language === locale ? title : `<span lang="${languageTag(language)}">${title}</span>`}`;
};

export const elementOf = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  code: 'code',
  sub: 'sub',
  super: 'sup'
} as const;
