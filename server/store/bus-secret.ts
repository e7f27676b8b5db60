/** The secret that nodes share on the bus lies where only they can read it, and needs nobody to hand it round. */
import type { Db } from './open.ts';

/** There is one. */
const id = 1;

/** That of this installation; where it has none yet, `fresh` becomes it. */
export async function loadBusSecret(db: Db, fresh: Uint8Array): Promise<Uint8Array> {
  await db
    .insertInto('busSecret')
    .values({ id, bytes: fresh })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return (await db.selectFrom('busSecret').select('bytes').where('id', '=', id).executeTakeFirstOrThrow())
    .bytes;
}
