/**
 * Assembles a document from its snapshot and log. What cannot be read completely is refused: it never becomes
 * a shorter or an empty document.
 */
import * as Y from 'yjs';
import { newDoc } from './new-doc.ts';

export class UnreadableDocumentError extends Error {
  override readonly name = 'UnreadableDocumentError';
}

export function assemble(snapshot: Uint8Array | null, updates: readonly Uint8Array[]): Y.Doc {
  const doc = newDoc();
  try {
    doc.transact(() => {
      if (snapshot) Y.applyUpdate(doc, snapshot);
      for (const update of updates) Y.applyUpdate(doc, update);
    });
  } catch (cause) {
    throw new UnreadableDocumentError('The stored document cannot be read', { cause });
  }
  if (hasPending(doc)) throw new UnreadableDocumentError('The stored document misses a part');
  return doc;
}

/** Checks whether an applied update waits for others that are missing. */
export const hasPending = (doc: Y.Doc): boolean =>
  doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
