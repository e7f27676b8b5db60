/**
 * Lists sections that no longer say the same in both languages: their translation was confirmed, and passages
 * have changed since. Sections of which nothing was ever confirmed are left to the workflow (as missing for the
 * next step), since their translation is not stale.
 */
import type { Db } from '#server/store/open.ts';
import type { PairStates } from './pair-states.ts';

export interface StaleSection {
  readonly documentId: string;
  readonly section: string;
  /** Counts the pairs that have changed since they were confirmed. */
  readonly blocks: number;
}

export type StaleSections = (db: Db, documentIds: readonly string[]) => Promise<readonly StaleSection[]>;

export function openStaleSections(pairStates: PairStates): StaleSections {
  return async (db, documentIds) =>
    [...(await pairStates(db, documentIds, { onlyBegun: true }))].flatMap(([documentId, sections]) =>
      sections.flatMap(({ section, counts, isBegun }) =>
        isBegun && counts.changed > 0 ? [{ documentId, section, blocks: counts.changed }] : []
      )
    );
}
