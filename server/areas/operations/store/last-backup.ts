/** Stores when the last backup was made and how large it was, for the metrics. */
import type { Db } from '#server/store/open.ts';

/** Identifies the only row. */
const id = 1;

export interface LastBackup {
  /** Holds the moment that the backup shows, as an ISO time. */
  readonly at: string;
  /** Of its file, in bytes. */
  readonly size: number;
}

export async function saveLastBackup(db: Db, { at, size }: LastBackup): Promise<void> {
  await db
    .insertInto('lastBackup')
    .values({ id, at, size })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at, size }))
    .execute();
}

export const findLastBackup = (db: Db): Promise<LastBackup | undefined> =>
  db.selectFrom('lastBackup').select(['at', 'size']).where('id', '=', id).executeTakeFirst();
