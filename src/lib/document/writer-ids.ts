/**
 * Keeps the two client ids under which an editor writes: one for letters, one for what begins blocks. Of what
 * several people inserted at one place at the same time, Yjs puts what has the smaller client id first. An id
 * for structure is greater than every id for letters, so that words that somebody is typing stay in the block in
 * which they are typed when a colleague presses Enter behind them.
 */
import * as Y from 'yjs';
import { randomBits, structureIdOf } from './client-ids.ts';

export { firstStructureId, letterIdOf, structureIdOf } from './client-ids.ts';

/** The id for structure of each document, with its clock after the last writing under it. */
const structureIds = new WeakMap<Y.Doc, { readonly id: number; readonly clock: number }>();

/** Sets the id for structure of a document, for runs that must repeat. */
export function useStructureId(doc: Y.Doc, id: number): void {
  structureIds.set(doc, { id, clock: Y.getState(doc.store, id) });
}

/**
 * It is drawn when it is first used, and not made of the one for letters: nobody else may know an id before
 * something is stored under it. It is drawn anew where others wrote under it, too.
 */
function currentStructureId(doc: Y.Doc): number {
  const known = structureIds.get(doc);
  if (known && Y.getState(doc.store, known.id) === known.clock) return known.id;
  for (;;) {
    const id = structureIdOf(randomBits());
    if (!doc.store.clients.has(id)) return id;
  }
}

export function withStructureId<T>(doc: Y.Doc, write: () => T): T {
  const { clientID } = doc;
  const id = currentStructureId(doc);
  doc.clientID = id;
  try {
    return write();
  } finally {
    useStructureId(doc, id);
    doc.clientID = clientID;
  }
}

/** Lists the client ids under which a document writes now. */
export function writerIdsOf(doc: Y.Doc): number[] {
  const structure = structureIds.get(doc);
  return structure && structure.id !== doc.clientID ? [doc.clientID, structure.id] : [doc.clientID];
}
