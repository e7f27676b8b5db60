import type { Insertable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { AcceptedFindingTable } from './pairs-tables.ts';

export type AcceptedFinding = Omit<AcceptedFindingTable, 'studyId'>;

export const listAcceptedFindings = (
  db: Db,
  documentId: string,
  section: string | null = null
): Promise<AcceptedFinding[]> =>
  db
    .selectFrom('acceptedFinding')
    .select(['documentId', 'section', 'key', 'kind', 'saidEn', 'saidZh', 'reason', 'userId', 'at'])
    .where('documentId', '=', documentId)
    .$if(section !== null, (query) => query.where('section', '=', section ?? ''))
    .orderBy('at')
    .orderBy('key')
    .execute();

export async function countAcceptedFindings(db: Db, documentId: string, section: string): Promise<number> {
  const { count } = await db
    .selectFrom('acceptedFinding')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('documentId', '=', documentId)
    .where('section', '=', section)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Replaces an acceptance of the same finding. */
export async function saveAcceptedFinding(db: Db, row: Insertable<AcceptedFindingTable>): Promise<void> {
  const { reason, userId, at } = row;
  await db
    .insertInto('acceptedFinding')
    .values(row)
    .onConflict((conflict) => conflict.columns(['documentId', 'key']).doUpdateSet({ reason, userId, at }))
    .execute();
}

/** Returns whether there was one. */
export async function deleteAcceptedFinding(db: Db, documentId: string, key: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('acceptedFinding')
    .where('documentId', '=', documentId)
    .where('key', '=', key)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
