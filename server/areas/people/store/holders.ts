/** Reads whom an act or a deadline concerns: the holders of a duty, the rapporteurs of a city. */
import { rolesWith, type Duty } from '#base/role-duties.ts';
import type { Db } from '#server/store/open.ts';

/** Lists the users whose role in the study has this duty; of representatives only those of this city. */
export async function listHolders(db: Db, studyId: string, duty: Duty, cityId = ''): Promise<string[]> {
  const rows = await db
    .selectFrom('grant')
    .select('userId')
    .where('studyId', '=', studyId)
    .where('role', 'in', rolesWith(duty))
    .$if(duty === 'represent-city', (query) => query.where('cityId', '=', cityId))
    .execute();
  return rows.map(({ userId }) => userId);
}

/** Whatever their part. */
export async function listRapporteursOf(db: Db, studyId: string, cityId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('rapporteur')
    .select('userId')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .execute();
  return rows.map(({ userId }) => userId);
}
