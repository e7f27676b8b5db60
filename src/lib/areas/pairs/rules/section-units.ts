/** Reads of a section what lists of its pairs need, without its whole words. */
import { spokenTextOf } from './goal.ts';
import type { Locale } from '#base/locale.ts';
import { readUnits, type SectionUnits, type Unit } from './units.ts';
import { wordsNaming } from './unit-words.ts';
import { fingerprintsOf, type ContentNode, type SectionContent } from '#base/content.ts';

export interface UnitsOfSection {
  readonly written: Readonly<Record<Locale, boolean>>;
  /** Their words are an excerpt. */
  readonly units: SectionUnits;
  /** Holds the fingerprints of the outer blocks, by their ids. */
  readonly blocks: Readonly<Record<string, string>>;
}

export function unitsOfSection(section: SectionContent): UnitsOfSection {
  const { en, zh } = readUnits(section);
  return {
    written: writtenIn(section),
    units: { section: section.id, en: en.map(shortened), zh: zh.map(shortened) },
    blocks: fingerprintsOf(section)
  };
}

const shortened = (unit: Unit): Unit => ({ ...unit, text: excerptOf(wordsNaming(unit)) });

/** A passage that is only tagged holds none. */
const isWritten = (nodes: readonly ContentNode[]): boolean =>
  nodes.some((node) => node.type === 'figure' || spokenTextOf(node).trim() !== '');

export const writtenIn = ({ en, zh }: Pick<SectionContent, Locale>): Readonly<Record<Locale, boolean>> => ({
  en: isWritten(en),
  zh: isWritten(zh)
});

/** In characters: enough to know a passage by. */
const longestExcerpt = 120;

/** On one line, without half a character at its end. */
export function excerptOf(text: string): string {
  // The beginning alone is searched for blanks.
  const line = text.slice(0, 4 * longestExcerpt).replace(/\s+/g, ' ');
  return line.length <= longestExcerpt && text.length <= 4 * longestExcerpt
    ? line
    : `${line.slice(0, longestExcerpt).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
