/**
 * Reads and writes the questions that a city is asked once more. Rows are closed, never deleted: a
 * clarification stays attached to its question.
 */
import type { Insertable, Selectable, Updateable } from 'kysely';
import { inChunks } from './chunks.ts';
import type { Db } from './open.ts';
import type { ClarificationTable } from './tables/clarifications.ts';

export type ClarificationRow = Selectable<ClarificationTable>;

/** Describes when and for which questions a response was reopened, as far as rights depend on it. */
export type Reopening = Pick<
  ClarificationRow,
  'documentId' | 'question' | 'characteristic' | 'base' | 'generation' | 'closedGeneration'
>;

export const isOpen = ({ closedGeneration }: Pick<ClarificationRow, 'closedGeneration'>): boolean =>
  closedGeneration === null;

/** Lists the clarifications, oldest first. */
export const listClarifications = (db: Db, documentId: string): Promise<ClarificationRow[]> =>
  db
    .selectFrom('clarification')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('at')
    .orderBy('id')
    .execute();

/**
 * Lists the reopenings of many documents at once, by document; a document without any is left out. A
 * confidential document is reopened with the response of its city.
 */
export async function listReopenings(
  db: Db,
  documentIds: readonly string[]
): Promise<Map<string, Reopening[]>> {
  const rows = await inChunks(documentIds, (some) =>
    db
      .selectFrom('clarification')
      .innerJoin('document', (join) =>
        join
          .onRef('document.studyId', '=', 'clarification.studyId')
          .onRef('document.cityId', '=', 'clarification.cityId')
      )
      .select([
        'document.id as documentId',
        'clarification.question',
        'clarification.characteristic',
        'clarification.base',
        'clarification.generation',
        'clarification.closedGeneration'
      ])
      .where('document.id', 'in', some)
      .where('document.kind', 'in', ['response', 'confidential'])
      .orderBy('clarification.at')
      .orderBy('clarification.id')
      .execute()
  );
  const byDocument = new Map<string, Reopening[]>();
  for (const row of rows) byDocument.set(row.documentId, [...(byDocument.get(row.documentId) ?? []), row]);
  return byDocument;
}

/** Lists the open clarifications, with the characteristic of each, for the steps that wait for them. */
export const listOpenClarifications = (
  db: Db,
  studyId: string,
  cityId: string
): Promise<{ id: string; section: string }[]> =>
  db
    .selectFrom('clarification')
    .select(['id', 'characteristic as section'])
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('closedGeneration', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute();

export type UnsettledRow = Pick<
  ClarificationRow,
  'question' | 'characteristic' | 'userId' | 'closedGeneration' | 'withdrawnAt' | 'isChanged' | 'reviewedAt'
>;

/**
 * Lists by city of a study the clarifications that are open, and those whose changed answer no one has looked
 * at.
 */
export async function listUnsettled(db: Db, studyId: string): Promise<Map<string, UnsettledRow[]>> {
  const rows = await db
    .selectFrom('clarification')
    .select([
      'cityId',
      'question',
      'characteristic',
      'userId',
      'closedGeneration',
      'withdrawnAt',
      'isChanged',
      'reviewedAt'
    ])
    .where('studyId', '=', studyId)
    .where((eb) =>
      eb.or([
        eb('closedGeneration', 'is', null),
        eb.and([eb('isChanged', '=', 1), eb('reviewedAt', 'is', null)])
      ])
    )
    .execute();
  const byCity = new Map<string, UnsettledRow[]>();
  for (const { cityId, ...row } of rows) byCity.set(cityId, [...(byCity.get(cityId) ?? []), row]);
  return byCity;
}

/** Returns since when the oldest of a city's open questions has been open; undefined where none is open. */
export async function openSince(db: Db, studyId: string, cityId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('clarification')
    .select((eb) => eb.fn.min('at').as('at'))
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('closedGeneration', 'is', null)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Returns the same for all cities of a study that have one. */
export async function listOpenSince(db: Db, studyId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('clarification')
    .select((eb) => ['cityId', eb.fn.min('at').as('at')])
    .where('studyId', '=', studyId)
    .where('closedGeneration', 'is', null)
    .groupBy('cityId')
    .execute();
  return new Map(rows.map(({ cityId, at }) => [cityId, at]));
}

export const findOpenClarification = (
  db: Db,
  studyId: string,
  cityId: string,
  question: string
): Promise<ClarificationRow | undefined> =>
  db
    .selectFrom('clarification')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('question', '=', question)
    .where('closedGeneration', 'is', null)
    .executeTakeFirst();

export async function insertClarification(db: Db, row: Insertable<ClarificationTable>): Promise<void> {
  await db.insertInto('clarification').values(row).execute();
}

export async function updateClarifications(
  db: Db,
  ids: readonly string[],
  change: Updateable<ClarificationTable>
): Promise<void> {
  if (ids.length > 0)
    await db
      .updateTable('clarification')
      .set(change)
      .where('id', 'in', [...ids])
      .execute();
}
