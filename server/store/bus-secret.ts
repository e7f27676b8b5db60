/**
 * Stores the secret that cluster nodes share on the bus in the database, where only they can read it, so that
 * no one has to distribute it.
 */
import type { Db } from './open.ts';

/** Identifies the only row. */
const id = 1;

/** Returns the secret of this installation; where there is none yet, stores `fresh` and returns it. */
export async function loadBusSecret(db: Db, fresh: Uint8Array): Promise<Uint8Array> {
  await db
    .insertInto('busSecret')
    .values({ id, bytes: fresh })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return (await db.selectFrom('busSecret').select('bytes').where('id', '=', id).executeTakeFirstOrThrow())
    .bytes;
}
