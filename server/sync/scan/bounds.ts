/**
 * Limits how much a text may hold whose passages are sequences, beyond the bytes of the whole: each letter that
 * is typed walks through its passage, and an editor shows all of it. What is deleted does not count, and what
 * only deletes is always within the limits.
 */
import { attributesRoot } from '#document/sequence/shapes.ts';
import type { TextSize } from '#wire/messages.ts';
import { indexAt, type Site } from './knowledge.ts';
import { Sequence } from './item-ranges.ts';
import { usualBounds, type Bounds } from './limits.ts';
import { lineOf, placedBy } from './placements.ts';
import type { Integrable, StructIndex } from './struct-index.ts';

/** Counts what an update adds to one site. */
interface Growth {
  characters: number;
  blocks: number;
}

/** Returns what an accepted update would make too large, and how large; null where there is nothing. */
export function excessOf(
  update: Integrable,
  known: StructIndex,
  bounds: Bounds = usualBounds
): TextSize | null {
  if (isTypingWithin(update, bounds)) return null;
  const growths = new Map<Site, Growth>();
  const newParts = new Set<string>();
  const tables = new Map<string, Set<string>>();
  for (const { client, struct, site } of update.order) {
    if (site === 'gone' || site.root === null || struct.content === 'deleted') continue;
    const isNew = !(site instanceof Sequence);
    const { root, key } = site;
    if (key !== null) {
      if (root !== attributesRoot) continue;
      // The place of what is deleted is noted: what only deletes is within the limits.
      const placed = placedBy(key);
      if (isNew && (placed === null || known.rootsOf(placed).length === 0)) newParts.add(key);
      const line = isNew || site.length === 0 ? lineOf(key) : null;
      if (line) tables.set(line.table, (tables.get(line.table) ?? new Set()).add(key));
      continue;
    }
    if (isNew && !known.roots.has(root)) newParts.add(root);
    let growth = growths.get(site);
    if (!growth) growths.set(site, (growth = { characters: 0, blocks: 0 }));
    growth.characters += struct.length - Math.max(0, known.clockOf(client) - struct.clock);
    if (struct.name === 'block' && struct.content === 'embed') growth.blocks++;
  }
  for (const [site, growth] of growths) {
    const excess = excessIn(site, growth, update, known, bounds);
    if (excess) return excess;
  }
  for (const [table, keys] of tables) {
    const size = { ...known.placements.sizeOf(table) };
    for (const key of keys) size[lineOf(key)?.axis === 'row' ? 'rows' : 'columns']++;
    const cells = Math.max(1, size.rows) * Math.max(1, size.columns);
    if (cells > bounds.table) return { of: 'table', size: cells, limit: bounds.table };
  }
  const parts = newParts.size === 0 ? 0 : known.parts + newParts.size;
  return parts > bounds.parts ? { of: 'parts', size: parts, limit: bounds.parts } : null;
}

/** Checks whether an update is one piece of text for which its passage has room, as nearly every one is. */
function isTypingWithin({ order }: Integrable, { passage }: Bounds): boolean {
  const [only] = order;
  if (only === undefined || order.length > 1 || !(only.site instanceof Sequence)) return false;
  const { struct, site } = only;
  return struct.content === 'string' && site.key === null && site.length + struct.length <= passage;
}

/** Checks one passage. What the update deletes in it is looked for only where it would be too large without. */
function excessIn(
  site: Site,
  growth: Growth,
  update: Integrable,
  known: StructIndex,
  { passage, blocks }: Bounds
): TextSize | null {
  const before = site instanceof Sequence ? site : { length: 0, blocks: 0 };
  if (before.length + growth.characters <= passage && before.blocks + growth.blocks <= blocks) return null;
  const deleted = deletedIn(site, update, known);
  const characters = growth.characters - deleted.characters;
  const more = growth.blocks - deleted.blocks;
  if (characters > 0 && before.length + characters > passage)
    return { of: 'passage', size: before.length + characters, limit: passage };
  return more > 0 && before.blocks + more > blocks
    ? { of: 'blocks', size: before.blocks + more, limit: blocks }
    : null;
}

/** Counts what an update deletes in a site, of what is known and of what it adds itself. */
function deletedIn(site: Site, { order, deletions }: Integrable, known: StructIndex): Growth {
  const deleted = { characters: 0, blocks: 0 };
  const added = new Map<number, (typeof order)[number][]>();
  for (const located of order) {
    const own = added.get(located.client);
    if (own) own.push(located);
    else added.set(located.client, [located]);
  }
  for (const [client, ranges] of deletions) {
    const committed = known.clockOf(client);
    const own = added.get(client) ?? [];
    const structs = own.map(({ struct }) => struct);
    for (const { clock, length } of ranges) {
      const end = clock + length;
      for (let at = clock; at < end;) {
        const located = at < committed ? known.structAt(client, at) : own[indexAt(structs, at)];
        if (!located) break;
        const to = Math.min(end, at < committed ? committed : end, located.end);
        if (located.site === site && located.content !== 'deleted') {
          deleted.characters += to - at;
          if (located.content === 'embed' && located.name === 'block') deleted.blocks++;
        }
        at = Math.max(to, at + 1);
      }
    }
  }
  return deleted;
}
