/**
 * Reads texts of a document as a page renders them before hydration: HTML that is safe, and which languages
 * are written.
 */
import type * as Y from 'yjs';
import { locales, type Locale } from '#domain/locale.ts';
import { safeHtml } from './html.ts';
import { passage } from './narrative.ts';
import { isBlank } from './plain.ts';

/** A section as HTML, in both languages. */
export type RenderedHtml = Readonly<Record<Locale, string>>;
/** Holds, for each language, whether a section holds anything. */
export type Written = Readonly<Record<Locale, boolean>>;

export const nothingWritten: Written = { en: false, zh: false };

export interface Texts {
  html(section: string): RenderedHtml;
  written(section: string): Written;
}

export function textsOf(doc: Y.Doc): Texts {
  const both = <T>(read: (language: Locale) => T) =>
    Object.fromEntries(locales.map((language) => [language, read(language)])) as Record<Locale, T>;
  return {
    html: (section) =>
      both((language) => safeHtml(passage(doc, section, language), { prefix: `${section}-${language}` })),
    written: (section) => both((language) => !isBlank(passage(doc, section, language)))
  };
}
