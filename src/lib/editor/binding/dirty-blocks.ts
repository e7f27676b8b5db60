/** Finds the blocks that a transaction of Yjs changed. */
import type * as Y from 'yjs';
import type { PassageIndex } from './passage-index.ts';

/** Names blocks that follow each other by their numbers; -1 stands for the place before the first. */
export type Range = readonly [first: number, last: number];

/** Null stands for what is before the first. */
export function dirtyHeads(index: PassageIndex, changed: readonly Y.Item[]): Set<Y.Item | null> {
  const dirty = new Set<Y.Item | null>();
  const seen = new Set<Y.Item>();
  for (const one of changed) {
    let item: Y.Item | null = one;
    for (; item && !seen.has(item); item = item.left) {
      seen.add(item);
      if (!index.recordOf(item)) continue;
      dirty.add(item);
      // The letters behind a deleted marker belong to the block before it now.
      if (!item.deleted) break;
    }
    if (!item) dirty.add(null);
  }
  return dirty;
}

/** In document order; none of the ranges touches another. */
export function toRanges(index: PassageIndex, dirty: ReadonlySet<Y.Item | null>): Range[] {
  if (dirty.size === 0) return [];
  const ranges: [number, number][] = [];
  const numbers = index.records.flatMap(({ head }, index) => (head && dirty.has(head) ? [index] : []));
  if (dirty.has(null)) numbers.unshift(-1);
  for (const at of numbers) {
    const last = ranges.at(-1);
    // Virtual blocks belong to what stands before them.
    if (last && index.records.slice(last[1] + 1, at).every(({ head }) => head === null)) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges;
}
