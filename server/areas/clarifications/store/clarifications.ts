/**
 * Reads and writes the questions that a city is asked once more. Rows are closed, never deleted: a
 * clarification stays attached to its question.
 */
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { ClarificationTable } from './tables.ts';

export type ClarificationRow = Selectable<ClarificationTable>;

/** Oldest first. */
export const listClarifications = (db: Db, documentId: string): Promise<ClarificationRow[]> =>
  db
    .selectFrom('clarification')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('at')
    .orderBy('id')
    .execute();

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

export const openClarification = {
  toVersionId: null,
  isChanged: null,
  note: '',
  noteLanguage: null,
  returnedBy: null,
  returnedAt: null,
  withdrawnBy: null,
  withdrawnAt: null,
  reviewedBy: null,
  reviewedAt: null
} as const;

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
