import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { CityId, StudyId, UserId } from '#base/ids.ts';
import type { Db } from '#server/store/open.ts';

export async function listRapporteurAssignmentsOf(
  db: Db,
  studyId: StudyId,
  userId: UserId
): Promise<Map<CityId, RapporteurAssignment>> {
  const rows = await db
    .selectFrom('rapporteur')
    .select(['cityId', 'duty'])
    .where('studyId', '=', studyId)
    .where('userId', '=', userId)
    .execute();
  return new Map(rows.map((row) => [row.cityId as CityId, row.duty]));
}
