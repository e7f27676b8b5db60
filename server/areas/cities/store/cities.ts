/**
 * Reads and writes the pilots of a study, the criteria of its sides, and the checks of each pilot against
 * them.
 */
import { z } from 'zod';
import type { City, CityKind, Criterion, CriterionCheck, ParentLevel } from '#rules/cities/city.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import { both, bothOrNull } from '#server/store/bilingual.ts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '#server/store/open.ts';
import type { CityTable, CriterionCheckTable, CriterionTable } from './tables.ts';
import { foundOnce } from '#server/store/request-reads.ts';

export const listCities = foundOnce(async (db, studyId: StudyId): Promise<readonly City[]> => {
  const rows = await db
    .selectFrom('city')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('sideId')
    .orderBy('number')
    .execute();
  return rows.map(cityFrom);
});

export async function findCity(db: Db, studyId: StudyId, id: string): Promise<City | undefined> {
  const row = await db
    .selectFrom('city')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && cityFrom(row);
}

export const insertCity = async (db: Db, row: Insertable<CityTable>): Promise<void> => {
  await db.insertInto('city').values(row).execute();
};

/** Returns false where it has been saved by another user in between. */
export async function updateCity(
  db: Db,
  studyId: StudyId,
  city: Pick<City, 'id' | 'version'>,
  change: Omit<Updateable<CityTable>, 'studyId' | 'id' | 'version'>
): Promise<boolean> {
  const result = await db
    .updateTable('city')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('id', '=', city.id)
    .where('version', '=', city.version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function listCriteria(db: Db, studyId: StudyId): Promise<Criterion[]> {
  const rows = await db
    .selectFrom('criterion')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('sideId')
    .orderBy('position')
    .execute();
  return rows.map(criterionFrom);
}

export const insertCriterion = async (db: Db, row: Insertable<CriterionTable>): Promise<void> => {
  await db.insertInto('criterion').values(row).execute();
};

export async function updateCriterion(
  db: Db,
  studyId: StudyId,
  id: string,
  change: Pick<CriterionTable, 'group' | 'textEn' | 'textZh'>
): Promise<void> {
  await db.updateTable('criterion').set(change).where('studyId', '=', studyId).where('id', '=', id).execute();
}

export async function placeCriteria(db: Db, studyId: StudyId, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await db
      .updateTable('criterion')
      .set({ position })
      .where('studyId', '=', studyId)
      .where('id', '=', id)
      .where('position', '!=', position)
      .execute();
}

export async function deleteCriterion(db: Db, studyId: StudyId, id: string): Promise<void> {
  await db.deleteFrom('criterion').where('studyId', '=', studyId).where('id', '=', id).execute();
}

export async function listChecks(db: Db, studyId: StudyId): Promise<Map<CityId, CriterionCheck[]>> {
  const rows = await db
    .selectFrom('criterionCheck')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('criterionId')
    .execute();
  const byCity = new Map<CityId, CriterionCheck[]>();
  for (const row of rows) {
    const cityId = row.cityId as CityId;
    byCity.set(cityId, [...(byCity.get(cityId) ?? []), checkFrom(row)]);
  }
  return byCity;
}

export const listChecksOf = async (db: Db, studyId: StudyId, cityId: CityId): Promise<CriterionCheck[]> =>
  (await listChecks(db, studyId)).get(cityId) ?? [];

/**
 * Returns false where it has been saved by another user in between. A version of 0 means that there was no
 * check yet.
 */
export async function saveCheck(db: Db, row: Selectable<CriterionCheckTable>): Promise<boolean> {
  const { version, ...values } = row;
  if (version === 0) {
    const result = await db
      .insertInto('criterionCheck')
      .values(values)
      .onConflict((conflict) => conflict.columns(['studyId', 'cityId', 'criterionId']).doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  }
  const result = await db
    .updateTable('criterionCheck')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('studyId', '=', row.studyId)
    .where('cityId', '=', row.cityId)
    .where('criterionId', '=', row.criterionId)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

const cityFrom = (row: Selectable<CityTable>): City => ({
  id: row.id as CityId,
  number: row.number,
  sideId: row.sideId,
  kind: row.kind as CityKind,
  name: both(row.nameEn, row.nameZh),
  shortName: both(row.shortNameEn, row.shortNameZh),
  parent: bothOrNull(row.parentEn, row.parentZh),
  parentLevel: row.parentLevel as ParentLevel | null,
  country: both(row.countryEn, row.countryZh),
  isoCountry: row.isoCountry,
  isoSubdivision: row.isoSubdivision,
  latitude: row.latitude,
  longitude: row.longitude,
  timeZone: row.timeZone,
  selectionReason: bothOrNull(row.selectionReasonEn, row.selectionReasonZh),
  withdrawal:
    row.withdrawnOn === null
      ? null
      : {
          on: row.withdrawnOn,
          reason: both(row.withdrawnReasonEn ?? '', row.withdrawnReasonZh ?? ''),
          substituteId: row.substituteId as CityId | null
        },
  version: row.version
});

const checks = z.array(z.object({ text: z.object({ en: z.string(), zh: z.string() }) }));

const criterionFrom = (row: CriterionTable): Criterion => ({
  id: row.id,
  sideId: row.sideId,
  position: row.position,
  group: row.group,
  text: both(row.textEn, row.textZh),
  checks: checks.parse(JSON.parse(row.checks))
});

const checkFrom = (row: Selectable<CriterionCheckTable>): CriterionCheck => ({
  criterionId: row.criterionId,
  result: row.result,
  note: both(row.noteEn, row.noteZh),
  evidence: row.evidence,
  version: row.version
});
