/** Texts of a document as a page draws them before it comes alive: HTML that is safe, and what is written in which language. */
import * as Y from 'yjs';
import { locales, type Locale } from '#domain/locale.ts';
import { safeHtml } from './html.ts';
import { passage } from './narrative.ts';
import { isBlank } from './plain.ts';

export type Written = Readonly<Record<Locale, boolean>>;

export interface Texts {
  html(section: string): Readonly<Record<Locale, string>>;
  /** In which languages a section holds anything. */
  written(section: string): Written;
}

/** `content` is the whole document as one Yjs update. */
export function textsOf(content: Uint8Array): Texts {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, content);
  const both = <T>(read: (language: Locale) => T) => Object.fromEntries(locales.map((language) => [language, read(language)])) as Record<Locale, T>;
  return {
    html: (section) => both((language) => safeHtml(passage(doc, section, language), { prefix: `${section}-${language}` })),
    written: (section) => both((language) => !isBlank(passage(doc, section, language)))
  };
}
