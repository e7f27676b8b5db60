/**
 * Reads and writes the rows of roles in studies. The indexes of the table also enforce that each side has one
 * chair, no person is on two sides, and a city has one voice.
 */
import type { Insertable, Selectable } from 'kysely';
import { z } from 'zod';
import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { CityId, SideId, StudyId } from '#base/ids.ts';
import type { Grant } from '#base/permissions.ts';
import { isExpert, mayBeAssessor, represents } from '#base/grant-duties.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { loadConfirmations } from './pauses.ts';
import type { GrantTable } from './tables.ts';

export type GrantRow = Selectable<GrantTable>;

/** Names the body whose members take note of what the chairs approved. */
const steeringCommittee = 'steering-committee';

export async function listGrantsOfUser(db: Db, userId: string): Promise<Grant[]> {
  return (await listGrantsOfUsers(db, [userId])).get(userId) ?? [];
}

/**
 * Returns the roles of many people, by person: with the cities that each writes for, and the seats on which
 * rights depend.
 */
export async function listGrantsOfUsers(db: Db, userIds: readonly string[]): Promise<Map<string, Grant[]>> {
  const rows = await inChunks(userIds, (some) =>
    db
      .selectFrom('grant')
      .innerJoin('user', 'user.id', 'grant.userId')
      .selectAll('grant')
      .select('user.pauseEndsAt')
      .where('grant.userId', 'in', some)
      .orderBy('grant.createdAt')
      .orderBy('grant.id')
      .execute()
  );
  const isConfirmed = await loadConfirmations(
    db,
    rows.flatMap(({ userId, pauseEndsAt }) => (pauseEndsAt === null ? [] : userId))
  );
  const experts = rows.filter(isExpert).map((row) => row.userId);
  const [led, judged, seats, named] = await Promise.all([
    inChunks([...new Set(experts)], (some) =>
      db.selectFrom('rapporteur').selectAll().where('userId', 'in', some).orderBy('cityId').execute()
    ),
    inChunks([...new Set(experts)], (some) =>
      db
        .selectFrom('assessor')
        .select(['studyId', 'cityId', 'userId'])
        .where('userId', 'in', some)
        .where('recusedAt', 'is', null)
        .orderBy('cityId')
        .execute()
    ),
    inChunks([...new Set(rows.map((row) => row.userId))], (some) =>
      db
        .selectFrom('bodyMember')
        .selectAll()
        .where('userId', 'in', some)
        .where('bodyId', '=', steeringCommittee)
        .execute()
    ),
    inChunks([...new Set(rows.map((row) => row.userId))], (some) =>
      db
        .selectFrom('confidentialReader')
        .select(['studyId', 'cityId', 'userId'])
        .where('userId', 'in', some)
        .where('removedAt', 'is', null)
        .orderBy('cityId')
        .execute()
    )
  ]);
  const grants = new Map<string, Grant[]>();
  const ledBy = (row: GrantRow, duties: readonly RapporteurAssignment[]): CityId[] =>
    isExpert(row)
      ? led
          .filter(
            (one) => one.userId === row.userId && one.studyId === row.studyId && duties.includes(one.duty)
          )
          .map((one) => one.cityId as CityId)
      : [];
  // An assessor who has become a representative of a city no longer judges it.
  const isOfCity = (userId: string, studyId: string, cityId: string): boolean =>
    rows.some((row) => row.userId === userId && row.studyId === studyId && represents(row, cityId));
  const assessedBy = ({ userId, studyId }: GrantRow): CityId[] =>
    judged
      .filter(
        (one) => one.userId === userId && one.studyId === studyId && !isOfCity(userId, studyId, one.cityId)
      )
      .map((one) => one.cityId as CityId);
  for (const row of rows) {
    const grant: Grant = {
      studyId: row.studyId as StudyId,
      role: row.role,
      sideId: row.sideId as SideId | null,
      cityId: row.cityId as CityId | null,
      isSenior: row.isSenior === 1,
      characteristics: characteristicsFrom(row.characteristics),
      leads: ledBy(row, ['lead', 'deputy']),
      reviews: ledBy(row, ['reviewer']),
      assesses: mayBeAssessor(row) ? assessedBy(row) : [],
      readsConfidential: named
        .filter((one) => one.userId === row.userId && one.studyId === row.studyId)
        .map((one) => one.cityId as CityId),
      sitsInCommittee: seats.some((one) => one.userId === row.userId && one.studyId === row.studyId),
      pausedUntil: isConfirmed(row.userId, row.studyId) ? null : row.pauseEndsAt
    };
    grants.set(row.userId, [...(grants.get(row.userId) ?? []), grant]);
  }
  return grants;
}

const ids = z.array(z.string());

/** Null for all. */
export const characteristicsFrom = (limit: string | null): string[] | null =>
  limit === null ? null : ids.parse(JSON.parse(limit));

/** Null removes the limit. */
export async function limitGrant(
  db: Db,
  studyId: string,
  id: string,
  characteristics: readonly string[] | null
): Promise<void> {
  const limit = characteristics === null ? null : JSON.stringify(characteristics);
  await db
    .updateTable('grant')
    .set({ characteristics: limit })
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .execute();
}

export const listGrantsInStudy = (db: Db, studyId: string): Promise<GrantRow[]> =>
  db
    .selectFrom('grant')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();

/** A grant of another study is not found. */
export const findGrant = (db: Db, studyId: string, id: string): Promise<GrantRow | undefined> =>
  db.selectFrom('grant').selectAll().where('studyId', '=', studyId).where('id', '=', id).executeTakeFirst();

export async function insertGrant(db: Db, grant: Insertable<GrantTable>): Promise<void> {
  await db.insertInto('grant').values(grant).execute();
}

/** The grant becomes the only one of the city's representatives who speaks for it. */
export async function replaceSenior(db: Db, studyId: string, cityId: string, grantId: string): Promise<void> {
  const ofCity = db.updateTable('grant').where('studyId', '=', studyId).where('cityId', '=', cityId);
  await ofCity.set({ isSenior: 0 }).where('isSenior', '=', 1).execute();
  await ofCity.set({ isSenior: 1, characteristics: null }).where('id', '=', grantId).execute();
}

export async function deleteGrant(db: Db, studyId: string, id: string): Promise<void> {
  await db.deleteFrom('grant').where('studyId', '=', studyId).where('id', '=', id).execute();
}

/** Locks the study's row until the transaction ends, so that the next appointment sees the ones before. */
export async function lockStudy(db: Db, studySlug: string): Promise<void> {
  await db
    .updateTable('study')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('slug', '=', studySlug)
    .execute();
}
