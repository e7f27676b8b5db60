/**
 * Says what stands elsewhere about a response, by ids of Yjs, of the renumbered copy of it with which its next
 * generation begins: who wrote under which client id, and where comments are.
 */
import { parseAnchorEnd, withPosition, type AnchorEnd } from '#document/sequence/anchor-end.ts';
import type { DocumentRow } from '../../store/documents.ts';
import type { Db } from '../../store/open.ts';
import { listThreads, updateAnchorEnd } from '../../store/threads.ts';
import { insertOwners, listWriters } from '../../store/updates.ts';
import type { MovedAnswer } from '../../workers/jobs.ts';

/** Describes one end of the words that a comment is about. */
export interface ThreadEnd {
  readonly threadId: string;
  readonly column: 'anchorFrom' | 'anchorTo';
  readonly json: string;
  readonly position: AnchorEnd['id'];
}

/** Lists the ends of all comments on a text that are about words of it. */
export const listThreadEnds = async (db: Db, documentId: string): Promise<ThreadEnd[]> =>
  (await listThreads(db, documentId)).flatMap((thread) =>
    (['anchorFrom', 'anchorTo'] as const).flatMap((column) => {
      const json = thread[column];
      const end = json === null ? null : parseAnchorEnd(json);
      return json === null || end === null ? [] : [{ threadId: thread.id, column, json, position: end.id }];
    })
  );

/**
 * Says of a renumbered copy who wrote what in it, and, of the one that is written from now on, where its comments
 * are. A comment that was made meanwhile is found by its quote.
 */
export async function noteIds(
  trx: Db,
  { id: documentId, generation: before }: DocumentRow,
  { clients, positions }: MovedAnswer,
  ends: readonly ThreadEnd[]
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
  for (const [at, { threadId, column, json }] of ends.entries()) {
    const position = positions[at];
    if (position) await updateAnchorEnd(trx, threadId, column, withPosition(json, position));
  }
}
