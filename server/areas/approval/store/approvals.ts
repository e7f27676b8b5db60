/**
 * Reads and writes the rows that belong to versions which chairs sign: who has seen which, what was sent
 * back, scans of sealed pages, and who took note.
 */
import type { Insertable, Selectable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { NotingTable, SealTable, SentBackTable } from './tables.ts';
import { summaryColumns, type VersionSummary } from '#areas/versions';

export type SealSummary = Omit<Selectable<SealTable>, 'bytes'>;
export type NotingRow = Selectable<NotingTable>;
export type SentBackRow = Selectable<SentBackTable>;

/** Lists the versions of a study that were put before the chairs, newest first within a subject. */
export const listApprovalVersions = (db: Db, studyId: string): Promise<VersionSummary[]> =>
  db
    .selectFrom('version')
    .select(summaryColumns)
    .where('studyId', '=', studyId)
    .where('kind', '=', 'approval')
    .orderBy('subject')
    .orderBy('number', 'desc')
    .execute();

export const findVersionSeen = (
  db: Db,
  studyId: string,
  subject: string,
  userId: string
): Promise<{ versionId: string; at: string } | undefined> =>
  db
    .selectFrom('versionSeen')
    .select(['versionId', 'at'])
    .where('studyId', '=', studyId)
    .where('subject', '=', subject)
    .where('userId', '=', userId)
    .executeTakeFirst();

export async function saveVersionSeen(
  db: Db,
  seen: { studyId: string; subject: string; userId: string; versionId: string; at: string }
): Promise<void> {
  await db
    .insertInto('versionSeen')
    .values(seen)
    .onConflict((conflict) =>
      conflict
        .columns(['studyId', 'subject', 'userId'])
        .doUpdateSet({ versionId: seen.versionId, at: seen.at })
    )
    .execute();
}

export const findSentBack = (db: Db, versionId: string): Promise<SentBackRow | undefined> =>
  db.selectFrom('sentBack').selectAll().where('versionId', '=', versionId).executeTakeFirst();

export const listSentBack = (db: Db, studyId: string): Promise<SentBackRow[]> =>
  db.selectFrom('sentBack').selectAll().where('studyId', '=', studyId).execute();

export async function insertSentBack(db: Db, row: Insertable<SentBackTable>): Promise<void> {
  await db.insertInto('sentBack').values(row).execute();
}

/** Without their bytes, oldest first. */
export const listSeals = (db: Db, studyId: string): Promise<SealSummary[]> =>
  db
    .selectFrom('seal')
    .select(['id', 'studyId', 'versionId', 'sideId', 'fileName', 'mediaType', 'sha256', 'userId', 'at'])
    .where('studyId', '=', studyId)
    .orderBy('at')
    .orderBy('id')
    .execute();

export const findSeal = (db: Db, studyId: string, id: string): Promise<Selectable<SealTable> | undefined> =>
  db.selectFrom('seal').selectAll().where('studyId', '=', studyId).where('id', '=', id).executeTakeFirst();

export async function countSeals(db: Db, studyId: string, versionId: string): Promise<number> {
  const { n } = await db
    .selectFrom('seal')
    .select(({ fn }) => fn.countAll<number | string>().as('n'))
    .where('studyId', '=', studyId)
    .where('versionId', '=', versionId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

export async function insertSeal(db: Db, row: Insertable<SealTable>): Promise<void> {
  await db.insertInto('seal').values(row).execute();
}

/** Oldest first. */
export const listNotings = (db: Db, studyId: string): Promise<NotingRow[]> =>
  db
    .selectFrom('noting')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('at')
    .orderBy('userId')
    .execute();

/** Returns false where the person has taken note of this version already. */
export async function insertNoting(db: Db, row: Insertable<NotingTable>): Promise<boolean> {
  const result = await db
    .insertInto('noting')
    .values(row)
    .onConflict((conflict) => conflict.columns(['versionId', 'userId']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
