/**
 * Computes who wrote which text of a version: from the log of its generation, and from who owned which client
 * in it and in those before it.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import type { WantedPart } from '#document/text-parts.ts';
import { findParentGeneration } from '#areas/assessments';
import { partsOf } from '#areas/documents';
import { listHistory } from '#server/events/history.ts';
import type { Db } from '#server/store/open.ts';
import { listFirstOwners, readText } from '#server/store/updates.ts';
import type { MadeAuthors } from '#server/workers/version-jobs.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { VersionRow } from './store/versions.ts';

export async function authorshipOf(
  db: Db,
  workers: Pick<DocumentWorkers, 'authors'>,
  { version, part }: { readonly version: VersionRow; readonly part: WantedPart },
  requester: string
): Promise<MadeAuthors> {
  const { documentId, generation, throughSeq, bytes } = version;
  if (documentId === null || generation === null || throughSeq === null)
    return { sections: [], part: { page: 1, pages: 1, from: 0, to: 0 }, authors: [null] };
  const owners = await listFirstOwners(db, documentId, generation);
  const input = { version: bytes, owners, part };
  const then = await partsThrough(db, documentId, generation, throughSeq);
  // The history of a generation that ended long ago has been deleted: text that was deleted before its end has
  // no author any more.
  if (!then) return workers.authors(await partsOf(db, documentId, generation), input, requester);
  try {
    return await workers.authors(then, input, requester);
  } catch (error) {
    if (!(error instanceof UnreadableDocumentError)) throw error;
    // The generation's first content has been merged into a later snapshot: text that was deleted from it has
    // no author any more.
    return workers.authors(await partsOf(db, documentId, generation), input, requester);
  }
}

/**
 * Returns the text at one sequence number of its log; incomplete where its beginning is no longer stored.
 * Null where the log up to there is no longer stored.
 */
async function partsThrough(
  db: Db,
  documentId: string,
  generation: number,
  throughSeq: number
): Promise<Uint8Array[] | null> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  if ((snapshot?.throughSeq ?? 0) <= throughSeq) {
    return [
      ...(snapshot ? [snapshot.bytes] : []),
      ...updates.filter(({ seq }) => seq <= throughSeq).map((update) => update.bytes)
    ];
  }
  const parent = await findParentGeneration(db, documentId, generation);
  const parts = parent === undefined ? [] : await partsOf(db, documentId, parent);
  let read = 0;
  for await (const update of listHistory(db, documentId, generation)) {
    if (update.seq > throughSeq) break;
    parts.push(update.bytes);
    read = update.seq;
  }
  return read === throughSeq ? parts : null;
}
