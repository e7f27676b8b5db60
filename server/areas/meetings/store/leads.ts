/** Reads and writes who leads the study's meeting just now: at most one user. */
import type { Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { LeadTable } from './tables.ts';

export type LeadRow = Selectable<LeadTable>;

export const findLead = (db: Db, studyId: string): Promise<LeadRow | undefined> =>
  db.selectFrom('lead').selectAll().where('studyId', '=', studyId).executeTakeFirst();

export async function replaceLead(db: Db, lead: LeadRow): Promise<void> {
  await db.deleteFrom('lead').where('studyId', '=', lead.studyId).execute();
  await db.insertInto('lead').values(lead).execute();
}

/** Returns false where this person does not lead. */
export async function moveLead(
  db: Db,
  { studyId, userId, place, at }: Pick<LeadRow, 'studyId' | 'userId' | 'place' | 'at'>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('lead')
    .set({ place, at })
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteLead(db: Db, studyId: string): Promise<void> {
  await db.deleteFrom('lead').where('studyId', '=', studyId).execute();
}
