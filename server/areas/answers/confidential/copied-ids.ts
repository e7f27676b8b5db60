/**
 * Says what stands elsewhere about a response, by ids of Yjs, of the renumbered copy of it with which its next
 * generation begins: who wrote under which client id, and where comments are.
 */
import type { AnchorEnd } from '#document/sequence/anchor-end.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { insertOwners, listWriters } from '#server/store/updates.ts';
import type { MovedAnswer } from '#server/workers/jobs.ts';

/** Describes a place in a text that something outside of it names. */
export interface AnchoredPlace {
  readonly position: AnchorEnd['id'];
  /** Stores where the place is in the copy. */
  readonly moveTo: (trx: Db, position: AnchorEnd['id']) => Promise<void>;
}

/** Lists the places of a text that comments name; those who know comments hand it in. */
export type ListAnchored = (db: Db, documentId: string) => Promise<readonly AnchoredPlace[]>;

/**
 * Says of a renumbered copy who wrote what in it, and, of the one that is written from now on, where its comments
 * are. A comment that was made meanwhile is found by its quote.
 */
export async function noteIds(
  trx: Db,
  { id: documentId, generation: before }: DocumentRow,
  { clients, positions }: MovedAnswer,
  places: readonly AnchoredPlace[]
): Promise<void> {
  if (clients.size === 0) return;
  const writers = await listWriters(trx, documentId, before);
  await insertOwners(
    trx,
    [...clients].flatMap(([old, clientId]) => {
      const writer = writers.get(old);
      if (!writer) return [];
      const { userId, first: firstWrittenAt, last: lastWrittenAt } = writer;
      return [{ documentId, generation: before + 1, clientId, userId, firstWrittenAt, lastWrittenAt }];
    })
  );
  for (const [index, place] of places.entries()) {
    const position = positions[index];
    if (position) await place.moveTo(trx, position);
  }
}
