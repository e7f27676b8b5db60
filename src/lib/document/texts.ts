/**
 * Reads texts of a document as a page renders them before hydration: HTML that is safe, and which languages
 * are written.
 */
import type * as Y from 'yjs';
import { locales, type Locale } from '#base/locale.ts';
import { isPassageWritten, passageContent } from './content.ts';
import { beginningHtml } from './html.ts';

/** Holds a section as HTML, in both languages. */
export type RenderedHtml = Readonly<Record<Locale, string>>;
/** Holds, for each language, whether a section holds anything. */
export type Written = Readonly<Record<Locale, boolean>>;

export const nothingWritten: Written = { en: false, zh: false };

export interface Texts {
  html(section: string): RenderedHtml;
  written(section: string): Written;
}

/**
 * Limits the HTML of a page's texts in one language, in characters: a page brings the beginning, and sync the
 * rest. It is some 50 printed pages: a page is made on the event loop, in one go.
 */
const mostHtml = 2 ** 18;

/** All that is read as HTML together stays within the limit. */
export function textsOf(doc: Y.Doc, most = mostHtml): Texts {
  const left: Record<Locale, number> = { en: most, zh: most };
  const htmlOf = (section: string, language: Locale): string => {
    const nodes = passageContent(doc, section, language);
    const html = beginningHtml(nodes, { prefix: `${section}-${language}` }, left[language]);
    left[language] = Math.max(0, left[language] - html.length);
    return html;
  };
  const both = <T>(read: (language: Locale) => T) =>
    Object.fromEntries(locales.map((language) => [language, read(language)])) as Record<Locale, T>;
  return {
    html: (section) => both((language) => htmlOf(section, language)),
    written: (section) => both((language) => isPassageWritten(doc, section, language))
  };
}
