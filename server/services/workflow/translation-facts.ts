/**
 * Gathers which sections of a text are written in both languages, and which of their pairs nobody has confirmed
 * as they are now.
 */
import { spokenTextOf } from '#domain/goal.ts';
import type { Locale } from '#domain/locale.ts';
import { pairsToDo } from '#domain/pairs.ts';
import { wordsNaming } from '#domain/unit-words.ts';
import type { ContentNode, SectionContent } from '#domain/version.ts';
import type { SectionFacts } from '#domain/workflow.ts';
import type { Db } from '../../store/open.ts';
import { loadPairFacts, statesIn } from './pair-facts.ts';

/** Checks whether the nodes hold any text; a passage that is only tagged holds none. */
const isWritten = (nodes: readonly ContentNode[]): boolean =>
  nodes.some((node) => node.type === 'figure' || spokenTextOf(node).trim() !== '');

export const writtenIn = ({ en, zh }: Pick<SectionContent, Locale>): Readonly<Record<Locale, boolean>> => ({
  en: isWritten(en),
  zh: isWritten(zh)
});

export async function sectionFacts(
  db: Db,
  documentId: string,
  sections: readonly SectionContent[]
): Promise<SectionFacts[]> {
  const facts = await loadPairFacts(db, documentId);
  return sections.map((section) => ({
    section: section.id,
    written: writtenIn(section),
    toDo: pairsToDo(statesIn(section, facts)).map(({ key, state, en, zh }) => ({
      key,
      state,
      words: excerptOf(wordsNaming(en ?? zh))
    }))
  }));
}

/** Limits the words that name a passage, in characters: enough to know it by. */
const longestExcerpt = 120;

/** Returns the beginning of a text on one line, without half a character at its end. */
export function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= longestExcerpt
    ? line
    : `${line.slice(0, longestExcerpt).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
