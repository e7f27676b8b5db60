/** Merges the search index in small steps, overwrites what was deleted, and holds it for one writer. */
import { sql, type CompiledQuery, type QueryResult } from 'kysely';
import type { Db, Store } from '#server/store/open.ts';
import { searchDb } from './schema-search.ts';

/** Takes the tokens of deleted entries out of the file of the index, where SQLite keeps them until it merges. */
export async function overwriteDeletedTokens(db: Db, engine: Store['engine']): Promise<void> {
  if (engine === 'sqlite') await sql`insert into search_token (search_token) values ('optimize')`.execute(db);
}

/** Limits a step of merging, in pages of the token index: less than a millisecond. */
const pagesOfStep = 16;

/**
 * Merges some of what the writes of entries left as segments of their own in the token index of SQLite. Compiles
 * the statements; `hasMerged` reads their results.
 */
export function statementsOfMerge(db: Db): CompiledQuery[] {
  const changes = sql`select total_changes() as n`.compile(db);
  return [
    changes,
    sql`insert into search_token (search_token, rank) values ('merge', ${pagesOfStep})`.compile(db),
    changes
  ];
}

/** Returns whether a step of merging found something to merge. One change is counted where it did not. */
export function hasMerged(results: readonly QueryResult<unknown>[]): boolean {
  const [before = 0, after = 0] = [results[0], results[2]].map(
    (result) => (result?.rows[0] as { readonly n: number } | undefined)?.n
  );
  return after - before > 1;
}

/** Lets one node write the index at a time. Returns false while another one does, unless it is taken over. */
export async function holdIndex(
  db: Db,
  holder: string,
  { now, until, isForced }: { readonly now: string; readonly until: string; readonly isForced: boolean }
): Promise<boolean> {
  const update = searchDb(db).updateTable('searchWriter').set({ holder, heldUntil: until });
  const { numUpdatedRows } = await (
    isForced ? update : update.where((of) => of.or([of('holder', '=', holder), of('heldUntil', '<', now)]))
  ).executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Lets another node go on. */
export async function releaseIndex(db: Db, holder: string): Promise<void> {
  await searchDb(db)
    .updateTable('searchWriter')
    .set({ holder: '', heldUntil: '' })
    .where('holder', '=', holder)
    .execute();
}
