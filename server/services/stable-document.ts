/** Documents as bytes that do not depend on how they came about: the same content gives the same bytes, in every installation. */
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import type { Db } from '../store/open.ts';
import { readText } from '../store/updates.ts';

/** Encoding twice is nearly always enough; neighbours may merge once more after a reload. */
const mostRounds = 8;

/** The bytes of a generation's whole content: its newest snapshot and what was written since. */
export async function contentOfGeneration(db: Db, documentId: string, generation: number): Promise<Uint8Array> {
  const { snapshot, updates } = await readText(db, documentId, generation);
  return stableBytes([...(snapshot ? [snapshot.bytes] : []), ...updates.map((update) => update.bytes)]);
}

/** Loads, encodes and loads again until nothing changes any more. Throws where something is missing that the updates build on. */
export function stableBytes(updates: readonly Uint8Array[]): Uint8Array {
  let bytes = encoded(updates);
  for (let round = 0; round < mostRounds; round += 1) {
    const again = encoded([bytes]);
    if (Buffer.compare(bytes, again) === 0) return bytes;
    bytes = again;
  }
  throw new Error('A document does not come to rest when it is loaded again and again');
}

function encoded(updates: readonly Uint8Array[]): Uint8Array {
  const doc = assemble(null, updates);
  const bytes = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return bytes;
}

/** The names of a document's roots. */
export function rootsOfBytes(bytes: Uint8Array): string[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  const names = [...doc.share.keys()];
  doc.destroy();
  return names;
}
