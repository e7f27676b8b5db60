/**
 * Limits how much a text may hold whose passages are sequences, beyond the bytes of the whole: each letter that
 * is typed walks through its passage, and an editor shows all of it. What is deleted does not count, and what
 * only deletes is always within the limits.
 */
import { answersRoot } from '#document/answer-cells.ts';
import { attributesRoot } from '#document/sequence/shapes.ts';
import type { TextSize } from '#wire/messages.ts';
import { questionOfRecord } from './answer-counts.ts';
import { indexAt, type KnownStruct, type Site } from './knowledge.ts';
import { Sequence } from './item-ranges.ts';
import { usualAnswerBounds, usualBounds, type AnswerBounds, type Bounds } from './limits.ts';
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

/** Of what is known and of what the update adds itself. */
function deletedIn(site: Site, update: Integrable, known: StructIndex): Growth {
  const deleted = { characters: 0, blocks: 0 };
  for (const [struct, length] of deletedBy(update, known)) {
    if (struct.site !== site || struct.content === 'deleted') continue;
    deleted.characters += length;
    if (struct.content === 'embed' && struct.name === 'block') deleted.blocks++;
  }
  return deleted;
}

/** Walks what an update deletes, of what is known and of what it adds itself: each struct with its length there. */
function* deletedBy(
  { order, deletions }: Integrable,
  known: StructIndex
): Generator<readonly [struct: Pick<KnownStruct, 'site' | 'content' | 'name'>, length: number]> {
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
        yield [located, to - at];
        at = Math.max(to, at + 1);
      }
    }
  }
}

/** Returns what an accepted update would make too large in the answers of a response; null where there is nothing. */
export function answerExcessOf(
  update: Integrable,
  known: StructIndex,
  bounds: AnswerBounds = usualAnswerBounds
): TextSize | null {
  const added = new Map<string, number>();
  const written = new Set<string>();
  let cells = 0;
  for (const { struct, site } of update.order) {
    if (site === 'gone' || site.root !== answersRoot || site.key === null || struct.content === 'deleted')
      continue;
    if (struct.size > bounds.cellBytes) return { of: 'value', size: struct.size, limit: bounds.cellBytes };
    if (written.has(site.key)) continue;
    written.add(site.key);
    if (site instanceof Sequence && site.length > 0) continue;
    cells++;
    const question = questionOfRecord(site.key);
    if (question !== null) added.set(question, (added.get(question) ?? 0) + 1);
  }
  const { answers } = known;
  const isRoom =
    answers.cells + cells <= bounds.cells &&
    [...added].every(([question, more]) => answers.recordsOf(question) + more <= bounds.records);
  if (cells === 0 || isRoom) return null;
  for (const key of keysRemoved(update, known, written)) {
    cells--;
    const question = questionOfRecord(key);
    if (question !== null) added.set(question, (added.get(question) ?? 0) - 1);
  }
  for (const [question, more] of added) {
    const size = answers.recordsOf(question) + more;
    if (more > 0 && size > bounds.records) return { of: 'records', size, limit: bounds.records };
  }
  const size = answers.cells + cells;
  return cells > 0 && size > bounds.cells ? { of: 'answers', size, limit: bounds.cells } : null;
}

/** Returns the cells of which an update deletes the value and writes no other. */
function keysRemoved(update: Integrable, known: StructIndex, written: ReadonlySet<string>): Set<string> {
  const removed = new Set<string>();
  for (const [{ site, content }] of deletedBy(update, known)) {
    if (site === 'gone' || site.root !== answersRoot || site.key === null || content === 'deleted') continue;
    if (!written.has(site.key)) removed.add(site.key);
  }
  return removed;
}
