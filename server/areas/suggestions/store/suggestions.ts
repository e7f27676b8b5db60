/** Reads and writes the rows of suggestions. The services authorize who may have which of them. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { SuggestionTable } from './tables.ts';

export type SuggestionRow = Selectable<SuggestionTable>;

/** The oldest first. */
export const listOpenSuggestions = (db: Db, documentId: string, section: string): Promise<SuggestionRow[]> =>
  db
    .selectFrom('suggestion')
    .selectAll()
    .where('documentId', '=', documentId)
    .where('section', '=', section)
    .where('state', '=', 'open')
    .orderBy('at')
    .orderBy('id')
    .execute();

export const findSuggestion = (db: Db, id: string): Promise<SuggestionRow | undefined> =>
  db.selectFrom('suggestion').selectAll().where('id', '=', id).executeTakeFirst();

export const listSuggestionsOf = (db: Db, ids: readonly string[]): Promise<SuggestionRow[]> =>
  inChunks(ids, (some) => db.selectFrom('suggestion').selectAll().where('id', 'in', some).execute());

export async function countOpenSuggestions(db: Db, documentId: string, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('suggestion')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('documentId', '=', documentId)
    .where('userId', '=', userId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertSuggestion(db: Db, row: Insertable<SuggestionTable>): Promise<void> {
  await db.insertInto('suggestion').values(row).execute();
}

/** Returns false where somebody has changed it since it was read. */
export async function changeSuggestion(
  db: Db,
  { id, version }: Pick<SuggestionRow, 'id' | 'version'>,
  change: Updateable<Omit<SuggestionTable, 'id' | 'version'>>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('suggestion')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Where a suggestion stands is no change of what it says: who has seen it may decide about it. Returns false where
 * somebody has changed it since it was read.
 */
export async function placeSuggestion(
  db: Db,
  { id, version }: Pick<SuggestionRow, 'id' | 'version'>,
  place: Pick<SuggestionRow, 'blockId' | 'anchorFrom' | 'anchorTo' | 'deleted'>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('suggestion')
    .set(place)
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** A claim is no change of the suggestion. Returns false where it was changed or claimed since. */
export async function setClaim(
  db: Db,
  { id, version, claimedAt }: Pick<SuggestionRow, 'id' | 'version' | 'claimedAt'>,
  claim: Pick<SuggestionRow, 'claimedBy' | 'claimedAt'>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('suggestion')
    .set(claim)
    .where('id', '=', id)
    .where('version', '=', version)
    .where('claimedAt', claimedAt === null ? 'is' : '=', claimedAt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
