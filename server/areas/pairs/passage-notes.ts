/** Builds what a version says about pairs of its passages: where they differ on purpose, and what was waived. */
import { idsOf, haveEqualPrints, pairKey, printsOf } from '#rules/pairs/pairs.ts';
import { readUnits } from '#rules/pairs/units.ts';
import type { PassageNote } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { countDrafted } from './translation/machine-acceptance.ts';
import { isOfCity, loadPairFacts, statesIn } from './pair-facts.ts';
import { excerptOf } from '#rules/pairs/section-units.ts';
import { wordsNaming } from '#rules/pairs/unit-words.ts';

/** Lists the notes that count for these words, in the order of the text. */
export async function passageNotesOf(
  db: Db,
  document: Pick<DocumentRow, 'id' | 'kind'>,
  sections: readonly SectionContent[]
): Promise<PassageNote[]> {
  if (isOfCity(document)) return [];
  const facts = await loadPairFacts(db, document.id);
  if (facts.notes.length === 0) return [];
  return sections.flatMap((section) =>
    statesIn(section, facts).flatMap((pair): PassageNote[] => {
      const ids = idsOf(pair);
      const sideOf = (language: 'en' | 'zh') => {
        const unit = pair[language];
        return unit && { block: ids[language], words: excerptOf(wordsNaming(unit)) };
      };
      return (
        facts.notes
          .filter(
            ({ ids: of, prints }) => pairKey(of) === pair.key && haveEqualPrints(prints, printsOf(pair))
          )
          // A waiver says nothing any more once the pair was confirmed.
          .filter(({ kind }) => kind === 'divergence' || pair.settledBy === 'waiver')
          .map(({ kind, text }) => ({
            kind,
            section: section.id,
            state: pair.state,
            en: sideOf('en'),
            zh: sideOf('zh'),
            note: text
          }))
      );
    })
  );
}

/** Counts the passages of these sections that began as a draft of a translation service. */
export async function draftedIn(
  db: Db,
  document: Pick<DocumentRow, 'id' | 'kind'>,
  sections: readonly SectionContent[]
): Promise<number> {
  if (isOfCity(document)) return 0;
  const units = sections.map(readUnits).flatMap(({ en, zh }) => [...en, ...zh]);
  return countDrafted(db, document.id, new Set(units.map(({ id }) => id)));
}
