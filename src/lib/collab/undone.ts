/**
 * Yjs' undo brings a struct back between the neighbours that it once had, wherever these stand now: at times one character is its
 * neighbour on both sides, or the left one stands right of the right one. Where others put such a struct depends on how their
 * text happens to be cut, so that two people may read two texts; the server refuses it, and what is written behind it, too.
 */
import * as Y from 'yjs';

/**
 * From now on what is undone and redone in a document names the neighbours beside which it stands, as if it had been typed there.
 * They are set before anybody is told of it.
 */
export function nameNeighboursOfUndone(doc: Y.Doc): void {
  doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
    if (transaction.origin instanceof Y.UndoManager)
      for (const item of addedIn(transaction)) nameNeighbours(item);
  });
}

function addedIn({ doc, beforeState }: Y.Transaction): Y.Item[] {
  const before = beforeState.get(doc.clientID) ?? 0;
  if (Y.getState(doc.store, doc.clientID) === before) return [];
  const structs = doc.store.clients.get(doc.clientID) ?? [];
  return structs.slice(Y.findIndexSS(structs, before)).filter((struct) => struct instanceof Y.Item);
}

/** Of a sequence; the values of a key follow one another anyway. What was brought back after it was not there yet. */
function nameNeighbours(item: Y.Item): void {
  if (item.parentSub !== null) return;
  const isLater = ({ id }: Y.Item): boolean => id.client === item.id.client && id.clock > item.id.clock;
  let [left, right] = [item.left, item.right];
  while (left && isLater(left)) left = left.left;
  while (right && isLater(right)) right = right.right;
  item.origin = left && left.lastId;
  item.rightOrigin = right && right.id;
}
