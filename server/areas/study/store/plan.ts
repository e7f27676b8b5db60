import { z } from 'zod';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { Deliverable, FoundingDecision, Phase } from '#rules/study/plan.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import type { DeliverableTable, PhaseTable } from './tables.ts';

const texts = z.array(z.object({ en: z.string(), zh: z.string() }));

export async function listFoundingDecisions(db: Db, studyId: StudyId): Promise<FoundingDecision[]> {
  const rows = await db
    .selectFrom('foundingDecision')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('takenOn')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: both(row.titleEn, row.titleZh),
    place: both(row.placeEn, row.placeZh),
    takenOn: row.takenOn,
    parties: texts.parse(JSON.parse(row.parties)),
    points: texts.parse(JSON.parse(row.points))
  }));
}

export async function listPhases(db: Db, studyId: StudyId): Promise<Phase[]> {
  const rows = await db
    .selectFrom('phase')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(phaseFrom);
}

export const insertPhase = async (db: Db, row: Insertable<PhaseTable>): Promise<void> => {
  await db.insertInto('phase').values(row).execute();
};

/** In this order; their versions stay, since nothing that they say has changed. */
export async function placePhases(db: Db, studyId: StudyId, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await db
      .updateTable('phase')
      .set({ position })
      .where('studyId', '=', studyId)
      .where('id', '=', id)
      .where('position', '!=', position)
      .execute();
}

/** Returns false where it has been saved by another user in between. */
export async function deletePhase(
  db: Db,
  studyId: StudyId,
  phase: Pick<Phase, 'id' | 'version'>
): Promise<boolean> {
  const result = await db
    .deleteFrom('phase')
    .where('studyId', '=', studyId)
    .where('id', '=', phase.id)
    .where('version', '=', phase.version)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Returns false where it has been saved by another user in between. */
export async function updatePhase(
  db: Db,
  studyId: StudyId,
  phase: Pick<Phase, 'id' | 'version'>,
  change: Omit<Updateable<PhaseTable>, 'studyId' | 'id' | 'version'>
): Promise<boolean> {
  const result = await db
    .updateTable('phase')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('id', '=', phase.id)
    .where('version', '=', phase.version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function listDeliverables(db: Db, studyId: StudyId): Promise<Deliverable[]> {
  const rows = await db
    .selectFrom('deliverable')
    .leftJoin('body', (join) =>
      join.onRef('body.studyId', '=', 'deliverable.studyId').onRef('body.id', '=', 'deliverable.ownerBodyId')
    )
    .selectAll('deliverable')
    .select(['body.nameEn as ownerEn', 'body.nameZh as ownerZh'])
    .where('deliverable.studyId', '=', studyId)
    .orderBy('deliverable.position')
    .orderBy('deliverable.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    position: row.position,
    title: both(row.titleEn, row.titleZh),
    owner:
      row.ownerBodyId === null
        ? null
        : { id: row.ownerBodyId, name: both(row.ownerEn ?? '', row.ownerZh ?? '') },
    dueOn: row.dueOn,
    deliveredOn: row.deliveredOn,
    state: row.state,
    version: row.version
  }));
}

export const insertDeliverable = async (db: Db, row: Insertable<DeliverableTable>): Promise<void> => {
  await db.insertInto('deliverable').values(row).execute();
};

/** Returns false where it has been saved by another user in between. */
export async function updateDeliverable(
  db: Db,
  studyId: StudyId,
  deliverable: Pick<Deliverable, 'id' | 'version'>,
  change: Omit<Updateable<DeliverableTable>, 'studyId' | 'id' | 'version'>
): Promise<boolean> {
  const result = await db
    .updateTable('deliverable')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('id', '=', deliverable.id)
    .where('version', '=', deliverable.version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function listBodyNames(
  db: Db,
  studyId: StudyId
): Promise<{ id: string; name: { en: string; zh: string } }[]> {
  const rows = await db
    .selectFrom('body')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({ id: row.id, name: both(row.nameEn, row.nameZh) }));
}

const phaseFrom = (row: Selectable<PhaseTable>): Phase => ({
  id: row.id,
  position: row.position,
  name: both(row.nameEn, row.nameZh),
  description: both(row.descriptionEn, row.descriptionZh),
  plannedFrom: row.plannedFrom,
  plannedTo: row.plannedTo,
  actualFrom: row.actualFrom,
  actualTo: row.actualTo,
  version: row.version
});
