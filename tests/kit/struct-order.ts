/** Lists what is counted in a StructIndex and in a document. */
import * as Y from 'yjs';
import { attributesRoot } from '#document/sequence/shapes.ts';
import { kindOfEmbed } from '#server/sync/scan/embeds.ts';
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
