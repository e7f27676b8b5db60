import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import { deleteUnreached } from '#document/sequence/unreached.ts';

/**
 * Returns the update with which a document's next generation begins: its present text, and words left over, which
 * nobody deleted; nothing of what was deleted.
 */
export function nextOf(parts: readonly Uint8Array[]): Uint8Array {
  const doc = assemble(null, parts);
  deleteUnreached(doc, () => true);
  return Y.encodeStateAsUpdate(doc);
}
