/** Rings of the bell as rows, for the processes that serve: a few at a time, and for a short while. */
import type { Db } from './open.ts';
import type { PostedRingTable } from './schema.ts';

export async function insertPostedRings(db: Db, rows: readonly PostedRingTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('postedRing').values(rows).execute();
}

export async function deletePostedRingsBefore(db: Db, at: string): Promise<void> {
  await db.deleteFrom('postedRing').where('at', '<', at).execute();
}

/** Oldest first. */
export const listPostedRings = (db: Db): Promise<PostedRingTable[]> =>
  db.selectFrom('postedRing').selectAll().orderBy('at').orderBy('id').execute();
