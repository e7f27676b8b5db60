/** Rows of roles in studies. That each side has one chair, and nobody two sides, the indexes of the table hold too. */
import type { Insertable, Selectable } from 'kysely';
import type { CityId, SideId, StudyId } from '#domain/ids.ts';
import type { Grant } from '#domain/permissions.ts';
import { inChunks } from './chunks.ts';
import type { Db } from './open.ts';
import type { GrantTable } from './schema.ts';

export type GrantRow = Selectable<GrantTable>;

export const grantFrom = (row: Pick<GrantRow, 'studyId' | 'role' | 'sideId' | 'cityId'>): Grant => ({
  studyId: row.studyId as StudyId,
  role: row.role,
  sideId: row.sideId as SideId | null,
  cityId: row.cityId as CityId | null
});

/** Every role of one person, in every study. */
export async function listGrantsOfUser(db: Db, userId: string): Promise<Grant[]> {
  const rows = await db.selectFrom('grant').selectAll().where('userId', '=', userId).orderBy('createdAt').orderBy('id').execute();
  return rows.map(grantFrom);
}

/** The same of many at once, by person. */
export async function listGrantsOfUsers(db: Db, userIds: readonly string[]): Promise<Map<string, Grant[]>> {
  const rows = await inChunks(userIds, (some) =>
    db.selectFrom('grant').selectAll().where('userId', 'in', some).orderBy('createdAt').orderBy('id').execute()
  );
  const grants = new Map<string, Grant[]>();
  for (const row of rows) grants.set(row.userId, [...(grants.get(row.userId) ?? []), grantFrom(row)]);
  return grants;
}

export const listGrantsInStudy = (db: Db, studyId: string): Promise<GrantRow[]> =>
  db.selectFrom('grant').selectAll().where('studyId', '=', studyId).orderBy('createdAt').orderBy('id').execute();

/** Looked up within its study: a role of another study is not there. */
export const findGrant = (db: Db, studyId: string, id: string): Promise<GrantRow | undefined> =>
  db.selectFrom('grant').selectAll().where('studyId', '=', studyId).where('id', '=', id).executeTakeFirst();

export async function insertGrant(db: Db, grant: Insertable<GrantTable>): Promise<void> {
  await db.insertInto('grant').values(grant).execute();
}

export async function deleteGrant(db: Db, studyId: string, id: string): Promise<void> {
  await db.deleteFrom('grant').where('studyId', '=', studyId).where('id', '=', id).execute();
}

/** Holds the study's row until the transaction ends: who appoints next sees what was appointed before. */
export async function lockStudy(db: Db, slug: string): Promise<void> {
  await db
    .updateTable('study')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('slug', '=', slug)
    .execute();
}
