/**
 * Reads and writes the history of the workflow: each step of an assessment or a chapter, and the rows that
 * hold its state.
 */
import type { Insertable, Selectable } from 'kysely';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { rolesWith } from '#base/role-duties.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { StepTable } from './tables.ts';

export type StepRow = Selectable<StepTable>;

export async function insertStep(db: Db, step: Insertable<StepTable>): Promise<void> {
  await db.insertInto('step').values(step).execute();
}

/** Oldest first. */
export const listSteps = foundOnce((db, documentId: string): Promise<readonly StepRow[]> =>
  db.selectFrom('step').selectAll().where('documentId', '=', documentId).orderBy('at').orderBy('id').execute()
);

/**
 * Finds the review by the other side that still counts: the newest one since the text last came to the review
 * from its authors. Undefined where there is none.
 */
export async function findReview(db: Db, documentId: string): Promise<StepRow | undefined> {
  const steps = await listSteps(db, documentId);
  const begun = steps.findLastIndex(({ step }) => step === 'ask-review');
  return steps.slice(begun + 1).findLast(({ step }) => step === 'review');
}

/**
 * Finds the request to reopen that is open since the approval: the side whose chair made it, and the step.
 * Undefined where none is. A request lapses when its author no longer chairs a side: another chair has not
 * made it.
 */
export async function findReopening(
  db: Db,
  { studyId, documentId }: { readonly studyId: string; readonly documentId: string }
): Promise<{ readonly sideId: string; readonly request: StepRow } | undefined> {
  const request = (await listSteps(db, documentId)).at(-1);
  if (request?.step !== 'ask-reopen' || request.userId === null) return undefined;
  const chair = await db
    .selectFrom('grant')
    .select('sideId')
    .where('studyId', '=', studyId)
    .where('userId', '=', request.userId)
    .where('role', 'in', rolesWith('sign-for-side'))
    .executeTakeFirst();
  return chair?.sideId ? { sideId: chair.sideId, request } : undefined;
}

/** Finds the first step that opened a text again after its approval at that time; undefined where none did. */
export const findReopened = (db: Db, documentId: string, approvedAt: string): Promise<StepRow | undefined> =>
  db
    .selectFrom('step')
    .selectAll()
    .where('documentId', '=', documentId)
    .where('step', '=', 'reopen')
    .where('at', '>=', approvedAt)
    .orderBy('at')
    .orderBy('id')
    .executeTakeFirst();

/** Lists the documents that are requested to be reopened, each with the side whose chair requests it. */
export async function listReopenings(
  db: Db,
  studyId: string
): Promise<{ readonly documentId: string; readonly sideId: string }[]> {
  const asked = await db
    .selectFrom('step')
    .select('documentId')
    .distinct()
    .where('studyId', '=', studyId)
    .where('step', '=', 'ask-reopen')
    .execute();
  const found: { documentId: string; sideId: string }[] = [];
  for (const { documentId } of asked) {
    const open = await findReopening(db, { studyId, documentId });
    if (open) found.push({ documentId, sideId: open.sideId });
  }
  return found;
}

/** Lists the cities whose findings, as they last came to the review, the other side has reviewed. */
export async function listReviewedCities(db: Db, studyId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('step')
    .select(['cityId', 'step'])
    .where('studyId', '=', studyId)
    .where('step', 'in', ['ask-review', 'review'])
    .where('cityId', 'is not', null)
    .orderBy('at')
    .orderBy('id')
    .execute();
  const last = new Map(rows.map(({ cityId, step }) => [cityId, step]));
  return new Set(
    [...last].flatMap(([cityId, step]) => (step === 'review' && cityId !== null ? [cityId] : []))
  );
}

interface Moved<State> {
  readonly from: State;
  readonly to: State;
  readonly version: number;
  readonly at: string;
  readonly deadline: { readonly at: string; readonly zone: string } | null;
}

/** Holds the times of an assessment that a step sets, or takes away. */
export interface Milestones {
  readonly startedAt?: string | null;
  readonly submittedAt?: string | null;
  readonly acceptedAt?: string | null;
}

/**
 * Returns false where it has been moved or changed by another user since `version` was read: of two at once,
 * one wins.
 */
export async function moveAssessment(
  db: Db,
  id: string,
  { from, to, version, at, deadline }: Moved<AssessmentState>,
  milestones: Milestones
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('assessment')
    .set((eb) => ({
      // A step that leaves the state as it is leaves its deadline as well.
      ...(from === to
        ? {}
        : {
            state: to,
            stateSince: at,
            deadline: deadline?.at ?? null,
            deadlineZone: deadline?.zone ?? null
          }),
      version: eb('version', '+', 1),
      ...milestones
    }))
    .where('id', '=', id)
    .where('state', '=', from)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function moveChapter(
  db: Db,
  documentId: string,
  { from, to, version, at, deadline }: Moved<ChapterState>
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set((eb) => ({
      state: to,
      stateSince: at,
      deadline: deadline?.at ?? null,
      deadlineZone: deadline?.zone ?? null,
      version: eb('version', '+', 1)
    }))
    .where('id', '=', documentId)
    .where('state', '=', from)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

interface Dated {
  readonly at: string;
  readonly zone: string;
}

/** Null removes it. Returns false where the row has changed since. */
export async function setAssessmentDeadline(
  db: Db,
  id: string,
  version: number,
  deadline: Dated | null
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('assessment')
    .set((eb) => ({
      deadline: deadline?.at ?? null,
      deadlineZone: deadline?.zone ?? null,
      version: eb('version', '+', 1)
    }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function setChapterDeadline(
  db: Db,
  documentId: string,
  version: number,
  deadline: Dated | null
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set((eb) => ({
      deadline: deadline?.at ?? null,
      deadlineZone: deadline?.zone ?? null,
      version: eb('version', '+', 1)
    }))
    .where('id', '=', documentId)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
