/** Reads the content of a generation for files: bytes that do not depend on how it was written. */
import type { Db } from '#server/store/open.ts';
import { readText } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';

/** Returns the bytes of a generation's whole content: its newest snapshot and what was written since. */
export async function contentOfGeneration(
  db: Db,
  workers: Pick<DocumentWorkers, 'settle'>,
  documentId: string,
  generation: number,
  requester?: string
): Promise<Uint8Array> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  return workers.settle(
    [...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)],
    requester
  );
}
