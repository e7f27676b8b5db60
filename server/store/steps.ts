/**
 * Reads and writes the history of the workflow: each step of an assessment or a chapter, and the rows that
 * hold its state.
 */
import type { Insertable, Selectable } from 'kysely';
import type { AssessmentState, ChapterState } from '#domain/workflow.ts';
import type { Db } from './open.ts';
import type { StepTable } from './schema-workflow.ts';

export type StepRow = Selectable<StepTable>;

export async function insertStep(db: Db, step: Insertable<StepTable>): Promise<void> {
  await db.insertInto('step').values(step).execute();
}

/** Lists the steps, oldest first. */
export const listSteps = (db: Db, documentId: string): Promise<StepRow[]> =>
  db
    .selectFrom('step')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('at')
    .orderBy('id')
    .execute();

interface Moved<State> {
  readonly from: State;
  readonly to: State;
  readonly version: number;
  readonly at: string;
  readonly deadline: { readonly at: string; readonly zone: string } | null;
}

/**
 * Moves an assessment to its next state. Returns false where it has been moved or changed by another user
 * since `version` was read: of two at once, one wins.
 */
export async function moveAssessment(
  db: Db,
  id: string,
  { from, to, version, at, deadline }: Moved<AssessmentState>,
  milestones: {
    readonly startedAt?: string | null;
    readonly submittedAt?: string | null;
    readonly acceptedAt?: string | null;
  }
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('assessment')
    .set((eb) => ({
      state: to,
      stateSince: at,
      deadline: deadline?.at ?? null,
      deadlineZone: deadline?.zone ?? null,
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

/**
 * Sets the time by which the present state is to be left; null removes it. Returns false where the row has
 * changed since.
 */
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
