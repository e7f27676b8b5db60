/**
 * Corrects the neighbours of structs that Yjs' undo restores. Yjs restores a struct between its former
 * neighbours, wherever these are now: at times one character is its neighbour on both sides, or the left one
 * is right of the right one. Where other clients insert such a struct depends on how their text is split into
 * items, so that two people may read two texts; the server refuses the struct, and everything written after
 * it.
 */
import * as Y from 'yjs';
import { writerIdsOf } from '#document/writer-ids.ts';

/**
 * Sets, from now on, the origins of what is undone and redone in a document to its current neighbours, as if
 * it had been typed there. They are set before any observer is notified.
 */
export function nameNeighboursOfUndone(doc: Y.Doc): void {
  doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
    if (transaction.origin instanceof Y.UndoManager)
      for (const item of addedIn(transaction)) nameNeighbours(item);
  });
}

function addedIn({ doc, beforeState }: Y.Transaction): Y.Item[] {
  return writerIdsOf(doc).flatMap((client) => {
    const before = beforeState.get(client) ?? 0;
    if (Y.getState(doc.store, client) === before) return [];
    const structs = doc.store.clients.get(client) ?? [];
    return structs.slice(Y.findIndexSS(structs, before)).filter((struct) => struct instanceof Y.Item);
  });
}

/**
 * The values of a key follow one another anyway. Items that were restored after it are skipped: they did not
 * exist yet.
 */
function nameNeighbours(item: Y.Item): void {
  if (item.parentSub !== null) return;
  const isLater = ({ id }: Y.Item): boolean => id.client === item.id.client && id.clock > item.id.clock;
  let [left, right] = [item.left, item.right];
  while (left && isLater(left)) left = left.left;
  while (right && isLater(right)) right = right.right;
  item.origin = left && left.lastId;
  item.rightOrigin = right && right.id;
}
