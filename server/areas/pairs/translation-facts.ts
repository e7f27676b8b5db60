/**
 * Gathers which sections of a text are written in both languages, and which of their pairs nobody has confirmed
 * as they are now.
 */
import { pairsToDo } from '#rules/pairs/pair-counts.ts';
import { excerptOf, writtenIn } from '#rules/pairs/section-units.ts';
import { wordsNaming } from '#rules/pairs/unit-words.ts';
import type { SectionContent } from '#base/content.ts';
import type { SectionFacts } from '#rules/workflow/step-conditions.ts';
import type { Db } from '#server/store/open.ts';
import { loadPairFacts, statesIn } from './pair-facts.ts';

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
      words: { en: en ? excerptOf(wordsNaming(en)) : '', zh: zh ? excerptOf(wordsNaming(zh)) : '' }
    }))
  }));
}
