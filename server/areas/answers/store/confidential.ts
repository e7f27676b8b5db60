/**
 * Reads and writes which answers of a city are confidential, who was named to read them, and the document
 * that holds them. The document exists from the first confidential answer or note of a city on.
 */
import type { Insertable, Selectable } from 'kysely';
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';
import type { StudyId } from '#base/ids.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { ConfidentialReaderTable } from './tables.ts';

export type ConfidentialReaderRow = Selectable<ConfidentialReaderTable>;

export const listConfidentialAnswers = foundOnce(
  async (db, studyId: string, cityId: string): Promise<readonly ConfidentialAnswer[]> =>
    (await listConfidentialAnswersByCity(db, studyId, [cityId])).get(cityId) ?? []
);

/** By city; a city without any is left out. */
export async function listConfidentialAnswersByCity(
  db: Db,
  studyId: string,
  cityIds: readonly string[]
): Promise<Map<string, ConfidentialAnswer[]>> {
  const rows = await inChunks(cityIds, (some) =>
    db
      .selectFrom('confidentialAnswer')
      .select(['cityId', 'question', 'topic'])
      .where('studyId', '=', studyId)
      .where('cityId', 'in', some)
      .orderBy('question')
      .orderBy('topic')
      .execute()
  );
  const answers = new Map<string, ConfidentialAnswer[]>();
  for (const { cityId, question, topic } of rows)
    answers.set(cityId, [...(answers.get(cityId) ?? []), { question, topic: topic === '' ? null : topic }]);
  return answers;
}

/** Empty for a document that is no response. */
export const listConfidentialAnswersIn = async (db: Db, documentId: string): Promise<ConfidentialAnswer[]> =>
  (await listConfidentialAnswersOf(db, [documentId])).get(documentId) ?? [];

export async function listConfidentialAnswersOf(
  db: Db,
  documentIds: readonly string[]
): Promise<Map<string, ConfidentialAnswer[]>> {
  const rows = await inChunks(documentIds, (some) =>
    db
      .selectFrom('confidentialAnswer')
      .innerJoin('document', (join) =>
        join
          .onRef('document.studyId', '=', 'confidentialAnswer.studyId')
          .onRef('document.cityId', '=', 'confidentialAnswer.cityId')
      )
      .select(['document.id', 'confidentialAnswer.question', 'confidentialAnswer.topic'])
      .where('document.id', 'in', some)
      .where('document.kind', '=', 'response')
      .execute()
  );
  const answers = new Map<string, ConfidentialAnswer[]>();
  for (const { id, question, topic } of rows)
    answers.set(id, [...(answers.get(id) ?? []), { question, topic: topic === '' ? null : topic }]);
  return answers;
}

export async function insertConfidentialAnswer(
  db: Db,
  {
    studyId,
    cityId,
    answer,
    userId,
    at
  }: {
    readonly studyId: string;
    readonly cityId: string;
    readonly answer: ConfidentialAnswer;
    readonly userId: string | null;
    readonly at: string;
  }
): Promise<void> {
  const { question, topic } = answer;
  // Where all of a question is confidential, its topics need no rows of their own.
  if (topic === null) await deleteOf(db, studyId, cityId).where('question', '=', question).execute();
  await db
    .insertInto('confidentialAnswer')
    .values({ studyId, cityId, question, topic: topic ?? '', userId, at })
    .execute();
}

/** Returns false where there was none. */
export async function deleteConfidentialAnswer(
  db: Db,
  studyId: string,
  cityId: string,
  { question, topic }: ConfidentialAnswer
): Promise<boolean> {
  const { numDeletedRows } = await deleteOf(db, studyId, cityId)
    .where('question', '=', question)
    .where('topic', '=', topic ?? '')
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

const deleteOf = (db: Db, studyId: string, cityId: string) =>
  db.deleteFrom('confidentialAnswer').where('studyId', '=', studyId).where('cityId', '=', cityId);

/** Lists everyone who was named to read the confidential answers of a city, the first named first. */
export const listConfidentialReaders = (
  db: Db,
  studyId: string,
  cityId: string
): Promise<ConfidentialReaderRow[]> =>
  db
    .selectFrom('confidentialReader')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('namedAt')
    .orderBy('id')
    .execute();

export async function insertConfidentialReader(
  db: Db,
  row: Insertable<ConfidentialReaderTable>
): Promise<void> {
  await db.insertInto('confidentialReader').values(row).execute();
}

/** Returns false where no such row is open. */
export async function closeConfidentialReader(
  db: Db,
  of: { readonly studyId: StudyId; readonly cityId: string; readonly userId: string },
  by: { readonly userId: string | null; readonly at: string }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('confidentialReader')
    .set({ removedBy: by.userId, removedAt: by.at })
    .where('studyId', '=', of.studyId)
    .where('cityId', '=', of.cityId)
    .where('userId', '=', of.userId)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lists the cities of a study whose confidential answers the person was named to read. */
export const listReadingsOf = (
  db: Db,
  studyId: string,
  userId: string
): Promise<{ readonly cityId: string }[]> =>
  db
    .selectFrom('confidentialReader')
    .select('cityId')
    .distinct()
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .where('removedAt', 'is', null)
    .orderBy('cityId')
    .execute();

/** Deletes the records of an answer that are stored as rows, as they were submitted. */
export async function deleteRecordsOf(
  db: Db,
  studyId: string,
  cityId: string,
  question: string
): Promise<void> {
  await db
    .deleteFrom('record')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('question', '=', question)
    .execute();
}
