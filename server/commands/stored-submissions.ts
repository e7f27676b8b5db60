/** Reads and writes the results of submissions, each for a day. */
import type { Db } from '#server/store/open.ts';
import type { SubmissionTable } from './tables.ts';

/** Returns false where the submission has one. Waits for a transaction that is storing one. */
export async function insertSubmission(db: Db, row: SubmissionTable): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('submission')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export const findSubmission = (db: Db, id: string): Promise<SubmissionTable | undefined> =>
  db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirst();
