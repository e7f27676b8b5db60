/** Computes the states of the pairs of many texts in one pass. */
import type { Locale } from '#base/locale.ts';
import { statesOfUnits, type PairStatus } from '#rules/pairs/pair-states.ts';
import { countPairs, type PairCounts } from '#rules/pairs/pair-counts.ts';
import { listConfirmed } from './store/confirmed-translations.ts';
import { listDocuments } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { listPairs } from './store/translation-pairs.ts';
import type { TextUnits } from './text-units.ts';

export interface SectionPairs {
  readonly section: string;
  readonly written: Readonly<Record<Locale, boolean>>;
  /** In the order of the text; the words of their units are an excerpt. */
  readonly pairs: readonly PairStatus[];
  readonly counts: PairCounts;
  /** Says that somebody has confirmed the section, or a pair of it. */
  readonly isBegun: boolean;
}

/**
 * By document. `db` may be a transaction. With `onlyBegun` texts of which nobody has confirmed anything are left out,
 * and not read.
 */
export type PairStates = (
  db: Db,
  documentIds: readonly string[],
  options?: { readonly onlyBegun?: boolean }
) => Promise<ReadonlyMap<string, readonly SectionPairs[]>>;

export function openPairStates(textUnits: TextUnits): PairStates {
  return async (db, documentIds, { onlyBegun = false } = {}) => {
    const all = [...new Set(documentIds)];
    const confirmed = await listConfirmed(db, all);
    const stored = await listPairs(db, all);
    const ids = onlyBegun
      ? all.filter((id) => confirmed.has(id) || (stored.get(id)?.records.length ?? 0) > 0)
      : all;
    const documents = ids.length === 0 ? [] : [...(await listDocuments(db, ids)).values()];
    const sections = await textUnits(db, documents);
    const found = new Map<string, readonly SectionPairs[]>();
    for (const { id } of documents) {
      const { records = [], notes = [] } = stored.get(id) ?? {};
      const bySection = confirmed.get(id);
      const begun = new Set([...records, ...notes].map(({ section }) => section));
      found.set(
        id,
        (sections.get(id) ?? []).map(({ units, blocks, written }): SectionPairs => {
          const { section } = units;
          const pairs = statesOfUnits(units, blocks, {
            records,
            notes,
            confirmed: bySection?.get(section) ?? null
          });
          return {
            section,
            written,
            pairs,
            counts: countPairs(pairs),
            isBegun: bySection?.has(section) === true || begun.has(section)
          };
        })
      );
    }
    return found;
  };
}
