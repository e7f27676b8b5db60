/**
 * Reads and writes assessments, and the names and states of the documents of assessments and chapters; texts
 * are in the log.
 */
import type { AssessmentId, CityId, DocumentId, StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Milestones } from '#rules/study/study.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { AssessmentTable } from './tables.ts';
import type { Selectable } from 'kysely';

export interface Assessment extends Milestones {
  readonly id: AssessmentId;
  readonly cityId: CityId;
  readonly state: AssessmentState;
  readonly stateSince: string;
  /** Names the time by which the present state is to be left, in UTC, and the zone in which that was set. */
  readonly deadline: { readonly at: string; readonly zone: string } | null;
  /** Null for the study's first. */
  readonly frameworkVersion: string | null;
  /** Names the version that the city answered before that; null where there was no other. */
  readonly frameworkBefore: string | null;
  readonly answersProfile: boolean;
  readonly version: number;
}

export const listAssessments = foundOnce(async (db, studyId: StudyId): Promise<readonly Assessment[]> => {
  const rows = await db
    .selectFrom('assessment')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('cityId')
    .execute();
  return rows.map(assessmentFrom);
});

export const findAssessment = foundOnce(async (db, studyId: StudyId, cityId: string) => {
  const row = await db
    .selectFrom('assessment')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .executeTakeFirst();
  return row && assessmentFrom(row);
});

export interface AssessmentDocument {
  readonly id: DocumentId;
  readonly cityId: CityId;
  readonly kind: 'response' | 'findings';
  readonly generation: number;
}

/** Lists the documents of all assessments of a study, or of one city's; the response before the findings. */
export const listAssessmentDocuments = (
  db: Db,
  studyId: StudyId,
  cityId?: CityId
): Promise<readonly AssessmentDocument[]> => assessmentDocuments(db, studyId, cityId ?? null);

const assessmentDocuments = foundOnce(async (db, studyId: string, cityId: string | null) => {
  const rows = await db
    .selectFrom('document')
    .select(['id', 'cityId', 'kind', 'generation'])
    .where('studyId', '=', studyId)
    .where('kind', 'in', ['response', 'findings'])
    .$if(cityId !== null, (query) => query.where('cityId', '=', cityId ?? ''))
    .orderBy('cityId')
    .orderBy('kind', 'desc')
    .execute();
  return rows.flatMap((row): readonly AssessmentDocument[] =>
    row.kind === 'chapter' || row.kind === 'confidential' || row.cityId === null
      ? []
      : [
          {
            id: row.id as DocumentId,
            cityId: row.cityId as CityId,
            kind: row.kind,
            generation: row.generation
          }
        ]
  );
});

export interface Chapter {
  readonly id: DocumentId;
  readonly slug: string;
  readonly position: number;
  readonly title: Bilingual;
  readonly state: ChapterState;
  readonly generation: number;
  /** Holds the time of the last step; null until the first. */
  readonly stateSince: string | null;
  readonly deadline: Assessment['deadline'];
  readonly version: number;
}

export const listChapters = foundOnce(async (db, studyId: StudyId): Promise<readonly Chapter[]> => {
  const rows = await db
    .selectFrom('document')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('kind', '=', 'chapter')
    // Without a state it was removed.
    .where('state', 'is not', null)
    .orderBy('position')
    .orderBy('slug')
    .execute();
  return rows.map((row) => ({
    id: row.id as DocumentId,
    slug: row.slug ?? '',
    position: row.position,
    title: both(row.titleEn ?? '', row.titleZh ?? ''),
    state: row.state ?? 'drafting',
    generation: row.generation,
    stateSince: row.stateSince,
    deadline: deadlineFrom(row),
    version: row.version
  }));
});

/** Sets the version of the framework that the city answers from now on, and the one before. */
export async function reframeAssessment(
  db: Db,
  id: AssessmentId,
  { from, to }: { readonly from: string; readonly to: string }
): Promise<void> {
  await db
    .updateTable('assessment')
    .set((eb) => ({ frameworkVersion: to, frameworkBefore: from, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/**
 * Sets whether the city answers the short profile from now on; returns false for a version that is not the
 * present one.
 */
export async function chooseProfile(
  db: Db,
  { id, version }: Pick<Assessment, 'id' | 'version'>,
  answersProfile: boolean
): Promise<boolean> {
  const result = await db
    .updateTable('assessment')
    .set((eb) => ({ answersProfile: answersProfile ? 1 : 0, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const deadlineFrom = (row: {
  readonly deadline: string | null;
  readonly deadlineZone: string | null;
}): Assessment['deadline'] =>
  row.deadline === null ? null : { at: row.deadline, zone: row.deadlineZone ?? 'UTC' };

const assessmentFrom = (row: Selectable<AssessmentTable>): Assessment => ({
  id: row.id as AssessmentId,
  cityId: row.cityId as CityId,
  state: row.state,
  stateSince: row.stateSince,
  invitedAt: row.invitedAt,
  startedAt: row.startedAt,
  submittedAt: row.submittedAt,
  acceptedAt: row.acceptedAt,
  deadline: deadlineFrom(row),
  frameworkVersion: row.frameworkVersion,
  frameworkBefore: row.frameworkBefore,
  answersProfile: row.answersProfile === 1,
  version: row.version
});
