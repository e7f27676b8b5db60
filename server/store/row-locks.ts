/**
 * Locks single rows until the transaction ends; which of them a command locks, and in which order, is decided by
 * server/commands.
 */
import type { StudyId } from '#base/ids.ts';
import type { Db } from './open.ts';

/** Locks the row until the transaction ends, so that commands on one assessment run one after another. */
export async function lockAssessment(db: Db, studyId: StudyId, cityId: string): Promise<void> {
  await db
    .updateTable('assessment')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .execute();
}

export async function lockDocument(db: Db, id: string): Promise<void> {
  await db
    .updateTable('document')
    .set((eb) => ({ generation: eb.ref('generation') }))
    .where('id', '=', id)
    .execute();
}

/** A seal after a reveal finds the panel revealed. */
export async function lockPanel(db: Db, id: string): Promise<void> {
  await db
    .updateTable('panel')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', id)
    .execute();
}

/** Serializes comments and settling. */
export async function lockThread(db: Db, id: string): Promise<void> {
  await db
    .updateTable('thread')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', id)
    .execute();
}
