/**
 * Creates what a new pilot begins with: an assessment that collects in the newest version of the framework,
 * and documents in their first generation, seeded once.
 */
import type { StudyId } from '#base/ids.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { Db } from '#server/store/open.ts';

interface NewAssessment {
  readonly id: string;
  readonly studyId: StudyId;
  readonly cityId: string;
  readonly at: string;
}

export async function insertAssessment(db: Db, { id, studyId, cityId, at }: NewAssessment): Promise<void> {
  const milestones = { invitedAt: null, startedAt: null, submittedAt: null, acceptedAt: null };
  const newestFramework = await db
    .selectFrom('framework')
    .select('version')
    .where('studyId', '=', studyId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  const frameworkVersion = newestFramework?.version ?? null;
  await db
    .insertInto('assessment')
    .values({ id, studyId, cityId, state: 'collecting', stateSince: at, frameworkVersion, ...milestones })
    .execute();
}

interface NewDocument extends NewAssessment {
  readonly kind: 'response' | 'confidential' | 'findings';
  readonly position: number;
  /** Holds the empty document as one update, so that "empty" is never mistaken for "not loaded yet". */
  readonly bytes: Uint8Array;
  /** Holds the number of its first generation, where that is not 1. */
  readonly generation?: number;
}

export async function insertEmptyDocument(
  db: Db,
  { id, studyId, cityId, kind, position, bytes, at, generation = 1 }: NewDocument
): Promise<void> {
  const chapterOnly = { slug: null, titleEn: null, titleZh: null, state: null };
  await db
    .insertInto('document')
    .values({ id, studyId, cityId, kind, position, generation, ...chapterOnly })
    .execute();
  await db
    .insertInto('generation')
    .values({ documentId: id, n: generation, openedAt: at, endedAt: null, textModel: presentTextModel })
    .execute();
  await db
    .insertInto('documentSnapshot')
    .values({ documentId: id, generation, throughSeq: 0, bytes, createdAt: at })
    .execute();
}
