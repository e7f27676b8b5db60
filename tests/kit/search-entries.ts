/** Writes entries into the search index as the indexer does. */
import type { Store } from '#server/store/open.ts';
import {
  changeOfSource,
  sizeOfChange,
  statementsOf,
  type NewEntry,
  type SourceKey
} from '#server/areas/search/store/search-entries.ts';

/** Makes a source hold exactly these entries. Returns how many rows were written or deleted. */
export async function replaceEntries(
  { db, engine, writeTogether }: Store,
  source: SourceKey,
  entries: readonly NewEntry[],
  mark: string
): Promise<number> {
  const change = await changeOfSource(db, engine, source, entries, mark);
  await writeTogether(statementsOf(db, engine, change));
  return sizeOfChange(change);
}
