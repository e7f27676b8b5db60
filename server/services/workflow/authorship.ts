/** Whose words a version is made of: from the log of its generation, and from who owned which client in it and in those before it. */
import { UnreadableDocumentError } from '#document/assemble.ts';
import { listHistory } from '../../store/history.ts';
import type { Db } from '../../store/open.ts';
import { listOwners, readText } from '../../store/updates.ts';
import type { VersionRow } from '../../store/versions.ts';
import type { MadeAuthors } from '../../workers/version-jobs.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { partsOf } from './freezing.ts';

export async function authorshipOf(
  db: Db,
  workers: Pick<DocumentWorkers, 'authors'>,
  version: VersionRow,
  requester: string
): Promise<MadeAuthors> {
  const { documentId, generation, throughSeq, bytes } = version;
  if (documentId === null || generation === null || throughSeq === null)
    return { sections: [], authors: [null] };
  const owners = new Map<number, string>();
  // A client id that has once written stays its owner's; later generations begin with those of earlier ones in the text.
  for (let n = 1; n <= generation; n++) {
    for (const [client, owner] of await listOwners(db, documentId, n))
      if (!owners.has(client)) owners.set(client, owner);
  }
  const input = { version: bytes, owners };
  try {
    return await workers.authors(
      await partsThrough(db, documentId, generation, throughSeq),
      input,
      requester
    );
  } catch (error) {
    if (!(error instanceof UnreadableDocumentError)) throw error;
    // What it was seeded with has been laid into a later snapshot: words that are gone from there have no author any more.
    return workers.authors(await partsOf(db, documentId, generation), input, requester);
  }
}

/** The text as it was when its log had come so far; not whole where its beginning is no longer stored. */
async function partsThrough(
  db: Db,
  documentId: string,
  generation: number,
  throughSeq: number
): Promise<Uint8Array[]> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  if ((snapshot?.throughSeq ?? 0) <= throughSeq) {
    return [
      ...(snapshot ? [snapshot.bytes] : []),
      ...updates.filter(({ seq }) => seq <= throughSeq).map((update) => update.bytes)
    ];
  }
  const parts = generation > 1 ? await partsOf(db, documentId, generation - 1) : [];
  for await (const update of listHistory(db, documentId, generation)) {
    if (update.seq > throughSeq) break;
    parts.push(update.bytes);
  }
  return parts;
}
