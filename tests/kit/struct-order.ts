/** Prints the order of everything in a StructIndex in the format that sequencesOf has for a document. */
import * as Y from 'yjs';
import { ParentType, type ItemRange, type Sequence } from '#server/sync/scan/item-ranges.ts';
import type { StructIndex } from '#server/sync/scan/struct-index.ts';

/**
 * Makes a document that holds only what it is given. Other documents delete formats that have no effect, each
 * by itself and in no update that they were given.
 */
export function untidiedDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}

/** Returns for a StructIndex what sequencesOf returns for a Y.Doc. */
export function sequencesOfStructIndex(structIndex: StructIndex): string {
  const sequences: string[] = [];
  const types: [string, ParentType][] = [...structIndex.roots];
  for (let next = types.pop(); next; next = types.pop()) {
    const [name, parentType] = next;
    sequences.push(`${name}:${itemRangesOf(parentType.children, types)}`);
    for (const [key, sequence] of parentType.keys ?? []) {
      let last = sequence.first;
      while (last?.right) last = last.right;
      if (!last) continue;
      sequences.push(`${name}[${key}]=${last.items.client},${last.end - 1}${last.isDeleted ? '-' : ''}`);
      if (last.what instanceof ParentType) types.push([`${last.items.client},${last.clock}`, last.what]);
    }
  }
  return sequences.sort().join('\n');
}

function itemRangesOf(sequence: Sequence | null, types: [string, ParentType][]): string {
  const itemRanges: { client: number; from: number; to: number; deleted: boolean }[] = [];
  for (
    let itemRange: ItemRange | null = sequence?.first ?? null;
    itemRange !== null;
    itemRange = itemRange.right
  ) {
    const last = itemRanges.at(-1);
    const { client } = itemRange.items;
    if (last && last.client === client && last.to === itemRange.clock && last.deleted === itemRange.isDeleted)
      last.to += itemRange.length;
    else itemRanges.push({ client, from: itemRange.clock, to: itemRange.end, deleted: itemRange.isDeleted });
    if (itemRange.what instanceof ParentType) types.push([`${client},${itemRange.clock}`, itemRange.what]);
  }
  return itemRanges
    .map(
      (itemRange) => `${itemRange.client},${itemRange.from}-${itemRange.to}${itemRange.deleted ? '-' : ''}`
    )
    .join(' ');
}
