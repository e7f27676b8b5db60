import { z } from 'zod';
import type { Side, Study } from '#rules/study/study.ts';
import type { StudyId, UserId } from '#base/ids.ts';
import type { LengthLimits } from '#rules/documents/length-limit.ts';
import { rolesWith } from '#base/role-duties.ts';
import { headingSchemes, type SynopsisHeadings } from '#rules/framework/synopsis-headings.ts';
import type { Bilingual } from '#base/locale.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { SideTable, StudyTable } from './tables.ts';
import type { Insertable, Selectable } from 'kysely';

/** One statement for the study and its sides: every request asks for it, in many places. */
export const findStudy = foundOnce(async (db, studySlug: string): Promise<Study | undefined> => {
  const rows = await db
    .selectFrom('study')
    .innerJoin('side', 'side.studyId', 'study.id')
    .selectAll('study')
    .select([
      'side.id as sideId',
      'side.position as sidePosition',
      'side.code as sideCode',
      'side.nameEn as sideNameEn',
      'side.nameZh as sideNameZh',
      'side.counterpartEn as sideCounterpartEn',
      'side.counterpartZh as sideCounterpartZh',
      'side.pilotTarget as sidePilotTarget'
    ])
    .where('study.slug', '=', studySlug)
    .orderBy('side.position')
    .execute();
  const [row] = rows;
  const sides = rows.map((side) => ({
    studyId: side.id,
    id: side.sideId,
    position: side.sidePosition,
    code: side.sideCode,
    nameEn: side.sideNameEn,
    nameZh: side.sideNameZh,
    counterpartEn: side.sideCounterpartEn,
    counterpartZh: side.sideCounterpartZh,
    pilotTarget: side.sidePilotTarget
  }));
  return row && studyFrom(row, sides);
});

/** In the order of the sides. */
export const listSideIds = async (db: Db, studyId: StudyId): Promise<string[]> =>
  (await db.selectFrom('side').select('id').where('studyId', '=', studyId).orderBy('position').execute()).map(
    ({ id }) => id
  );

export async function findStudyById(db: Db, id: string): Promise<Study | undefined> {
  const row = await db.selectFrom('study').select('slug').where('id', '=', id).executeTakeFirst();
  return row && findStudy(db, row.slug);
}

/** In the order of their creation. */
export async function listStudiesOf(db: Db, userId: UserId): Promise<Study[]> {
  const rows = await db
    .selectFrom('study')
    .selectAll()
    .where('id', 'in', db.selectFrom('grant').select('studyId').where('userId', '=', userId))
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const sides = await db
    .selectFrom('side')
    .selectAll()
    .where('studyId', 'in', ids)
    .orderBy('position')
    .execute();
  return rows.map((row) =>
    studyFrom(
      row,
      sides.filter((side) => side.studyId === row.id)
    )
  );
}

/** Newest first, each with the names of its secretariat; those of load tests are left out. */
export async function listInstalledStudies(db: Db): Promise<
  {
    readonly id: StudyId;
    readonly slug: string;
    readonly title: Bilingual;
    readonly createdAt: string;
    readonly secretariat: readonly Bilingual[];
  }[]
> {
  const rows = await db
    .selectFrom('study')
    .select(['id', 'slug', 'titleEn', 'titleZh', 'createdAt'])
    .where('isBench', '=', 0)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();
  const people = await db
    .selectFrom('grant')
    .innerJoin('user', 'user.id', 'grant.userId')
    .select(['grant.studyId', 'user.nameEn', 'user.nameZh'])
    .where('grant.role', 'in', rolesWith('run-study'))
    .orderBy('grant.createdAt')
    .orderBy('grant.id')
    .execute();
  return rows.map((row) => ({
    id: row.id as StudyId,
    slug: row.slug,
    title: both(row.titleEn, row.titleZh),
    createdAt: row.createdAt,
    secretariat: people
      .filter(({ studyId }) => studyId === row.id)
      .map(({ nameEn, nameZh }) => both(nameEn, nameZh))
  }));
}

export const insertStudy = async (db: Db, row: Insertable<StudyTable>): Promise<void> => {
  await db.insertInto('study').values(row).execute();
};

export const insertSides = async (db: Db, rows: readonly SideTable[]): Promise<void> => {
  await db.insertInto('side').values(rows).execute();
};

export type StudyTextColumns = Pick<
  StudyTable,
  | 'titleEn'
  | 'titleZh'
  | 'shortTitleEn'
  | 'shortTitleZh'
  | 'programmeEn'
  | 'programmeZh'
  | 'purposeEn'
  | 'purposeZh'
  | 'scopeEn'
  | 'scopeZh'
>;

/** Returns false where they have been saved by another user in between. */
export async function updateStudyTexts(
  db: Db,
  id: StudyId,
  version: number,
  texts: StudyTextColumns
): Promise<boolean> {
  const result = await db
    .updateTable('study')
    .set((eb) => ({ ...texts, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function studyFrom(row: Selectable<StudyTable>, sides: readonly SideTable[]): Study {
  const [first, second] = sides.map(sideFrom);
  if (!first || !second || sides.length !== 2)
    throw new Error(`Study ${row.id} has ${sides.length} sides; it takes two`);
  return {
    id: row.id as StudyId,
    slug: row.slug,
    title: both(row.titleEn, row.titleZh),
    shortTitle: both(row.shortTitleEn, row.shortTitleZh),
    programme: both(row.programmeEn, row.programmeZh),
    purpose: both(row.purposeEn, row.purposeZh),
    scope: both(row.scopeEn, row.scopeZh),
    sides: [first, second],
    createdAt: row.createdAt,
    version: row.version
  };
}

const sideFrom = (row: SideTable): Side => ({
  id: row.id,
  position: row.position,
  code: row.code,
  name: both(row.nameEn, row.nameZh),
  counterpart: both(row.counterpartEn, row.counterpartZh),
  pilotTarget: row.pilotTarget
});

/** Finds what is set for a study, in one statement: a page asks for most of it. */
const findSettings = foundOnce((db, id: string) =>
  db
    .selectFrom('study')
    .select(['usesIndicators', 'barsOrigin', 'lengthLimits', 'synopsisHeadings', 'quotaFactor'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
);

export interface JudgingRules {
  readonly usesIndicators: boolean;
  readonly barsOrigin: boolean;
}

export async function findJudgingRules(db: Db, id: StudyId): Promise<JudgingRules> {
  const row = await findSettings(db, id);
  return { usesIndicators: row.usesIndicators === 1, barsOrigin: row.barsOrigin === 1 };
}

export async function updateJudgingRules(
  db: Db,
  id: StudyId,
  { usesIndicators, barsOrigin }: JudgingRules
): Promise<void> {
  await db
    .updateTable('study')
    .set({ usesIndicators: usesIndicators ? 1 : 0, barsOrigin: barsOrigin ? 1 : 0 })
    .where('id', '=', id)
    .execute();
}

const lengthLimits = z.record(z.string(), z.object({ en: z.number().nullable(), zh: z.number().nullable() }));

export async function findLengthLimits(db: Db, id: StudyId): Promise<LengthLimits> {
  const row = await findSettings(db, id);
  return lengthLimits.parse(JSON.parse(row.lengthLimits));
}

export async function updateLengthLimits(db: Db, id: StudyId, limits: LengthLimits): Promise<void> {
  await db
    .updateTable('study')
    .set({ lengthLimits: JSON.stringify(limits) })
    .where('id', '=', id)
    .execute();
}

const synopsisHeadings = z.record(z.string(), z.enum(headingSchemes));

export async function findSynopsisHeadings(db: Db, id: StudyId): Promise<SynopsisHeadings> {
  const row = await findSettings(db, id);
  return synopsisHeadings.parse(JSON.parse(row.synopsisHeadings));
}

export async function updateSynopsisHeadings(db: Db, id: StudyId, headings: SynopsisHeadings): Promise<void> {
  await db
    .updateTable('study')
    .set({ synopsisHeadings: JSON.stringify(headings) })
    .where('id', '=', id)
    .execute();
}

/** Returns by how much the personal quotas of a study are raised. */
export async function findQuotaFactor(db: Db, studyId: string): Promise<number> {
  return (await findSettings(db, studyId)).quotaFactor;
}

export async function updateQuotaFactor(db: Db, studyId: string, factor: number): Promise<void> {
  await db.updateTable('study').set({ quotaFactor: factor }).where('id', '=', studyId).execute();
}
