import type { Insertable, Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { AnswerImportTable } from './tables.ts';

export type AnswerImportRow = Selectable<AnswerImportTable>;

export async function insertAnswerImport(db: Db, row: Insertable<AnswerImportTable>): Promise<void> {
  await db.insertInto('answerImport').values(row).execute();
}

/** Newest first, without their changes. */
export const listAnswerImports = (db: Db, documentId: string): Promise<Omit<AnswerImportRow, 'changes'>[]> =>
  db
    .selectFrom('answerImport')
    .select([
      'id',
      'studyId',
      'cityId',
      'documentId',
      'generation',
      'userId',
      'at',
      'fileName',
      'format',
      'sha256',
      'undoneBy',
      'undoneAt'
    ])
    .where('documentId', '=', documentId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();

export const findAnswerImport = (
  db: Db,
  documentId: string,
  id: string
): Promise<AnswerImportRow | undefined> =>
  db
    .selectFrom('answerImport')
    .selectAll()
    .where('documentId', '=', documentId)
    .where('id', '=', id)
    .executeTakeFirst();

export async function markImportUndone(
  db: Db,
  id: string,
  undone: { readonly undoneBy: string; readonly undoneAt: string }
): Promise<void> {
  await db.updateTable('answerImport').set(undone).where('id', '=', id).execute();
}
