/** Lists ids for files of codings: which are taken, and which comments a study has. */
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';

const tables = ['code', 'coding', 'codingMemo'] as const;

/** Returns those of the ids that a code, a coding or a memo has, in whichever study: they are unique among all. */
export async function takenIds(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const table of tables) {
    const rows = await inChunks(ids, (some) =>
      db.selectFrom(table).select('id').where('id', 'in', some).execute()
    );
    for (const { id } of rows) found.add(id);
  }
  return found;
}

export async function listCommentIds(db: Db, studyId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.threadId')
    .select('comment.id as id')
    .where('thread.studyId', '=', studyId)
    .execute();
  return rows.map(({ id }) => id);
}
