/** Finds the blocks that a transaction of Yjs changed. */
import * as Y from 'yjs';
import type { PassageIndex } from './passage-index.ts';

/** Blocks by their numbers; -1 stands for the place before the first. */
export type Range = readonly [first: number, last: number];

/** Returns the heads of the blocks of a text that changed; null stands for what is before the first. */
export function dirtyHeads(transaction: Y.Transaction, index: PassageIndex): Set<Y.Item | null> {
  const dirty = new Set<Y.Item | null>();
  const seen = new Set<Y.Item>();
  const { text } = index;
  const walk = (changed: Y.Item): void => {
    for (let item: Y.Item | null = changed; ; item = item.left) {
      if (item === null) {
        dirty.add(null);
        return;
      }
      if (seen.has(item)) return;
      seen.add(item);
      if (!index.recordOf(item)) continue;
      dirty.add(item);
      // What a deleted marker began belongs to the block before it now.
      if (!item.deleted) return;
    }
  };
  for (const [client, clock] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0;
    if (before < clock) eachStruct(transaction, client, before, clock, text, walk);
  }
  for (const [client, deletions] of transaction.deleteSet.clients)
    for (const { clock, len } of deletions) eachStruct(transaction, client, clock, clock + len, text, walk);
  return dirty;
}

function eachStruct(
  { doc }: Y.Transaction,
  client: number,
  from: number,
  to: number,
  text: Y.Text,
  call: (item: Y.Item) => void
): void {
  const structs = doc.store.clients.get(client);
  if (!structs || structs.length === 0) return;
  const known = Y.getState(doc.store, client);
  if (from >= known) return;
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const struct = structs[at] as Y.Item | Y.GC;
    if (struct.id.clock >= to) return;
    if (struct instanceof Y.Item && struct.parent === text) call(struct);
  }
}

/** Returns ranges of blocks to read anew, in document order; none of them touches another. */
export function toRanges(index: PassageIndex, dirty: ReadonlySet<Y.Item | null>): Range[] {
  if (dirty.size === 0) return [];
  const ranges: [number, number][] = [];
  const numbers = index.records.flatMap(({ head }, at) => (head && dirty.has(head) ? [at] : []));
  if (dirty.has(null)) numbers.unshift(-1);
  for (const at of numbers) {
    const last = ranges.at(-1);
    // Virtual blocks belong to what stands before them.
    if (last && index.records.slice(last[1] + 1, at).every(({ head }) => head === null)) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges;
}
