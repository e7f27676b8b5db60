/**
 * Reads and writes the rounds in which a city reads one frozen version of its findings, and in which it and
 * others comment on it.
 */
import type { Insertable, Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { CityCommentTable, ConsultationTable } from './tables.ts';

export type ConsultationRow = Selectable<ConsultationTable>;
export type CityCommentRow = Selectable<CityCommentTable>;

export const findLatestConsultation = (
  db: Db,
  studyId: string,
  cityId: string
): Promise<ConsultationRow | undefined> =>
  db
    .selectFrom('consultation')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('round', 'desc')
    .executeTakeFirst();

export async function insertConsultation(db: Db, row: Insertable<ConsultationTable>): Promise<void> {
  await db
    .insertInto('consultation')
    .values({ ...row, version: 1 })
    .execute();
}

/** Returns false where it has closed already: of two that close it at once, one does. */
export async function closeConsultation(
  db: Db,
  id: string,
  outcome: NonNullable<ConsultationRow['outcome']>,
  at: string
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('consultation')
    .set((eb) => ({ closedAt: at, outcome, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Lists submitted comments of all rounds of a city that have no disposition yet; a paragraph that is accepted
 * needs none.
 */
export const listUndecided = (
  db: Db,
  studyId: string,
  cityId: string
): Promise<{ id: string; section: string | null }[]> =>
  db
    .selectFrom('cityComment')
    .select(['id', 'section'])
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('submittedAt', 'is not', null)
    .where('disposition', 'is', null)
    .where('stance', '!=', 'accept')
    .orderBy('submittedAt')
    .orderBy('number')
    .execute();

/** Lists the rounds of all studies whose deadline has come and that are still open. */
export const listDueConsultations = (db: Db, now: string): Promise<ConsultationRow[]> =>
  db
    .selectFrom('consultation')
    .selectAll()
    .where('closedAt', 'is', null)
    .where('deadline', '<=', now)
    .orderBy('deadline')
    .limit(50)
    .execute();

/** Does nothing where no round is open. */
export async function moveConsultationDeadline(
  db: Db,
  studyId: string,
  cityId: string,
  deadline: { readonly at: string; readonly zone: string }
): Promise<void> {
  await db
    .updateTable('consultation')
    .set((eb) => ({ deadline: deadline.at, deadlineZone: deadline.zone, version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('closedAt', 'is', null)
    .execute();
}
