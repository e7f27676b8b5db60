/** Finds which ids of codes, codings and memos exist, in whichever study: ids are unique among all of them. */
import type { Db } from './open.ts';

const tables = ['code', 'coding', 'codingMemo'] as const;

export async function takenIds(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += 1000)
    for (const table of tables) {
      const some = ids.slice(at, at + 1000);
      for (const { id } of await db.selectFrom(table).select('id').where('id', 'in', some).execute())
        found.add(id);
    }
  return found;
}
