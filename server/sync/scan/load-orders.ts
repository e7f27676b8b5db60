/**
 * Checks whether stored bytes make one text whichever client id a load begins with. A load integrates client by
 * client, from the highest id on, and first what a struct refers to: what is written later elsewhere decides
 * where it begins.
 */
import { ParentType, type ItemRange, type Sequence } from './item-ranges.ts';
import { parseUpdate, type ParsedUpdate, type Section } from './parse.ts';
import { resolve, stored } from './resolve.ts';
import { StructIndex } from './struct-index.ts';

/** Checks loads in the order of client ids and against it, and the same that begin with these clients. */
export function isSameInEveryOrder(bytes: Uint8Array, clients: readonly number[]): boolean {
  const update = parseUpdate(bytes);
  const ascending = [...update.sections].sort(([one], [other]) => one - other);
  const first = ascending.filter(([client]) => clients.includes(client));
  const rest = ascending.filter(([client]) => !clients.includes(client));
  const expected = sequencesInOrder(update, ascending);
  return [ascending.toReversed(), [...first, ...rest], [...first.toReversed(), ...rest.toReversed()]].every(
    (order) => sequencesInOrder(update, order) === expected
  );
}

/** Returns what a load makes that takes the sections of an update in this order. */
function sequencesInOrder(update: ParsedUpdate, order: readonly (readonly [number, Section])[]): string {
  const structIndex = new StructIndex();
  const resolved = resolve({ ...update, sections: new Map(order) }, structIndex, stored);
  structIndex.integrate({ ...resolved, deletions: update.deletions });
  return sequencesOfStructIndex(structIndex);
}

/** Returns the order of everything in an index as a text, as sequencesOf does for a document. */
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
