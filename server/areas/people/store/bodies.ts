/** Reads and writes the bodies of a study with their members, and the rapporteurs who write for a city. */
import type { Bilingual } from '#base/locale.ts';
import {
  rapporteurAssignments,
  type RapporteurAssignment,
  type Rapporteurs
} from '#rules/people/appointment.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';

export interface Body {
  readonly id: string;
  readonly name: Bilingual;
  readonly description: Bilingual;
  readonly members: readonly string[];
}

/** In the study's order, with the ids of their members. */
export async function listBodies(db: Db, studyId: string): Promise<Body[]> {
  const rows = await db
    .selectFrom('body')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const members = await db.selectFrom('bodyMember').selectAll().where('studyId', '=', studyId).execute();
  return rows.map((row) => ({
    id: row.id,
    name: both(row.nameEn, row.nameZh),
    description: both(row.descriptionEn, row.descriptionZh),
    members: members.filter((member) => member.bodyId === row.id).map((member) => member.userId)
  }));
}

export async function findBodyId(db: Db, studyId: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('body')
    .select('id')
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.id;
}

/** Returns whether the person was not a member yet. */
export async function insertBodyMember(
  db: Db,
  member: { studyId: string; bodyId: string; userId: string }
): Promise<boolean> {
  const result = await db
    .insertInto('bodyMember')
    .values(member)
    .onConflict((conflict) => conflict.columns(['studyId', 'bodyId', 'userId']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function deleteBodyMember(
  db: Db,
  member: { studyId: string; bodyId: string; userId: string }
): Promise<boolean> {
  const result = await db
    .deleteFrom('bodyMember')
    .where('studyId', '=', member.studyId)
    .where('bodyId', '=', member.bodyId)
    .where('userId', '=', member.userId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function deleteMemberships(db: Db, studyId: string, userId: string): Promise<void> {
  await db.deleteFrom('bodyMember').where('studyId', '=', studyId).where('userId', '=', userId).execute();
}

/** A city without an entry has none. */
export async function listRapporteurs(db: Db, studyId: string): Promise<Map<string, Rapporteurs>> {
  const rows = await db.selectFrom('rapporteur').selectAll().where('studyId', '=', studyId).execute();
  const byCity = new Map<string, Record<RapporteurAssignment, string | null>>();
  for (const row of rows) {
    const named = byCity.get(row.cityId) ?? { lead: null, deputy: null, reviewer: null };
    named[row.duty] = row.userId;
    byCity.set(row.cityId, named);
  }
  return byCity;
}

export async function replaceRapporteurs(
  db: Db,
  studyId: string,
  cityId: string,
  named: Rapporteurs
): Promise<void> {
  await db.deleteFrom('rapporteur').where('studyId', '=', studyId).where('cityId', '=', cityId).execute();
  const rows = rapporteurAssignments.flatMap((duty) => {
    const userId = named[duty];
    return userId === null ? [] : [{ studyId, cityId, userId, duty }];
  });
  if (rows.length > 0) await db.insertInto('rapporteur').values(rows).execute();
}

/** Returns the cities for which the person was named. */
export async function deleteRapporteur(db: Db, studyId: string, userId: string): Promise<string[]> {
  const rows = await db
    .deleteFrom('rapporteur')
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .returning('cityId')
    .execute();
  return rows.map((row) => row.cityId);
}
