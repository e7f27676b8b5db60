/** Finds the texts that have been written since a version of them was last stored. */
import type { Db, Store } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';

/**
 * Lists the ids of documents whose current generation holds more than any version of it; documents of load
 * tests are left out.
 */
export async function listChangedDocuments({ db, engine }: Pick<Store, 'db' | 'engine'>): Promise<string[]> {
  const roomKeys = await db
    .selectFrom('document')
    .innerJoin('study', 'study.id', 'document.studyId')
    .select(['document.id as documentId', 'document.generation'])
    .where('study.isBench', '=', 0)
    .orderBy('document.studyId')
    .orderBy('document.position')
    .orderBy('document.id')
    .execute();
  const last = await listLastSeqs(db, engine, roomKeys);
  const stored = await db
    .selectFrom('version')
    .select((eb) => ['documentId', 'generation', eb.fn.max('throughSeq').as('through')])
    .where('documentId', 'is not', null)
    .groupBy(['documentId', 'generation'])
    .execute();
  const through = new Map(stored.map((row) => [`${row.documentId}@${row.generation}`, row.through ?? 0]));
  return roomKeys
    .map(({ documentId, generation }) => ({ documentId, roomKey: `${documentId}@${generation}` }))
    .filter(({ roomKey }) => (last.get(roomKey) ?? 0) > (through.get(roomKey) ?? 0))
    .map(({ documentId }) => documentId);
}

/**
 * Returns whether a version holds the generation up to this update already, or an automatic one was stored
 * since then.
 */
export async function isVersionStored(
  db: Db,
  read: { documentId: string; generation: number; throughSeq: number },
  since: string
): Promise<boolean> {
  const row = await db
    .selectFrom('version')
    .select('id')
    .where('documentId', '=', read.documentId)
    .where((eb) =>
      eb.or([
        eb.and([eb('generation', '=', read.generation), eb('throughSeq', '>=', read.throughSeq)]),
        eb.and([eb('kind', '=', 'automatic'), eb('at', '>=', since)])
      ])
    )
    .executeTakeFirst();
  return row !== undefined;
}
