/** Prints the order of everything in a StructIndex in the format that sequencesOf has for a document. */
import * as Y from 'yjs';
import { attributesRoot } from '#document/sequence/shapes.ts';
import { kindOfEmbed } from '#server/sync/scan/embeds.ts';
import { ParentType, type ItemRange, type Sequence } from '#server/sync/scan/item-ranges.ts';
import { lineOf } from '#server/sync/scan/placements.ts';
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

/** Lists what is counted in a StructIndex: the size of each sequence, of tables, and where embeds are. */
export function countsOfStructIndex(structIndex: StructIndex, tables: readonly string[]): string {
  const counts: string[] = [];
  for (const [name, { children, keys }] of structIndex.roots) {
    if (children) counts.push(`${name} ${children.length} ${children.blocks}`);
    for (const [key, { length }] of keys ?? []) counts.push(`${name}[${key}] ${length}`);
  }
  for (const table of tables) {
    const { rows, columns } = structIndex.placements.sizeOf(table);
    counts.push(`${table} ${rows}x${columns} in ${[...structIndex.rootsOf(table)].sort().join()}`);
  }
  return counts.sort().join('\n');
}

/** Returns for a Y.Doc what countsOfStructIndex returns for its StructIndex. Of deleted tables it knows nothing. */
export function countsOf(doc: Y.Doc, structIndex: StructIndex, tables: readonly string[]): string {
  const counts: string[] = [];
  const sizes = new Map(tables.map((table) => [table, { row: 0, column: 0, roots: new Set<string>() }]));
  for (const [name, root] of doc.share) {
    let length = 0;
    let blocks = 0;
    for (let item = root._start; item; item = item.right) {
      if (item.deleted) continue;
      length += item.length;
      if (!(item.content instanceof Y.ContentEmbed)) continue;
      const embed = item.content.embed as Record<string, unknown>;
      if (kindOfEmbed(embed) === 'block') blocks++;
      if (kindOfEmbed(embed) === 'table') sizes.get(String(embed['table']))?.roots.add(name);
    }
    if (root._start) counts.push(`${name} ${length} ${blocks}`);
    for (const [key, last] of root._map) {
      let live = 0;
      for (let item: Y.Item | null = last; item; item = item.left) if (!item.deleted) live += item.length;
      counts.push(`${name}[${key}] ${live}`);
      const line = name === attributesRoot && live > 0 ? lineOf(key) : null;
      const size = line && sizes.get(line.table);
      if (line && size) size[line.axis]++;
    }
  }
  for (const [table, { row, column, roots }] of sizes) {
    const known = roots.size > 0 ? [...roots] : structIndex.rootsOf(table);
    counts.push(`${table} ${row}x${column} in ${[...known].sort().join()}`);
  }
  return counts.sort().join('\n');
}
