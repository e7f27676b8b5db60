import * as Y from 'yjs';

/** Returns the items that a transaction inserted or deleted, by the text that holds them. */
export function changedItems(transaction: Y.Transaction): Map<unknown, Y.Item[]> {
  const items = new Map<unknown, Y.Item[]>();
  const add = (item: Y.Item): void => {
    const known = items.get(item.parent);
    if (known) known.push(item);
    else items.set(item.parent, [item]);
  };
  for (const [client, clock] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0;
    if (before < clock) eachItem(transaction.doc, client, before, clock, add);
  }
  for (const [client, deletions] of transaction.deleteSet.clients)
    for (const { clock, len } of deletions) eachItem(transaction.doc, client, clock, clock + len, add);
  return items;
}

function eachItem(doc: Y.Doc, client: number, from: number, to: number, call: (item: Y.Item) => void): void {
  const structs = doc.store.clients.get(client);
  if (!structs || from >= Y.getState(doc.store, client)) return;
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const struct = structs[at] as Y.Item | Y.GC;
    if (struct.id.clock >= to) return;
    if (struct instanceof Y.Item) call(struct);
  }
}
