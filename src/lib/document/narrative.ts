/**
 * Defines the bilingual sections of a document. Each section is two texts at the root of the Y.Doc, one for
 * each language, so that either language may lead and a section can be bound to two editors side by side.
 */
import { isLocale, locales, type Locale } from '#base/locale.ts';
import { passageRoot } from './sequence/shapes.ts';

/** A chapter has only one section. */
export const chapterSection = 'body';

export const rootName = passageRoot;

/** Returns the passage that a root's name addresses; null for a root that is none. */
export function passageOfRoot(root: string): { readonly section: string; readonly language: Locale } | null {
  const end = root.lastIndexOf('.');
  const language = root.slice(end + 1);
  return end > 0 && isLocale(language) ? { section: root.slice(0, end), language } : null;
}

export const rootNames = (sections: readonly string[]): string[] =>
  sections.flatMap((section) => locales.map((language) => rootName(section, language)));
