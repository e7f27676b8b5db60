/**
 * Takes words along to a block that a colleague moved, in a document or a passage that no editor shows; where an editor
 * shows it, the binding does the same (`moved-blocks.ts`).
 */
import * as Y from 'yjs';
import { withStructureId } from '../writer-ids.ts';
import { changedItems } from './changed-items.ts';
import { parseEmbed } from './embeds.ts';
import {
  isHead,
  isMarker,
  leftBehind,
  lettersOf,
  placeIn,
  type Group,
  type LeftBehind
} from './left-behind.ts';
import { openText } from './roots.ts';

/**
 * Finds the blocks that a colleague's transaction moved, as far as own words were left behind in them. To be called
 * before the transaction is cleaned up: afterwards nothing tells what a deleted marker was.
 */
export function findLeftBehind(
  transaction: Y.Transaction,
  isOwn: (client: number, root: string) => boolean
): LeftBehind[] {
  if (transaction.local || transaction.deleteSet.clients.size === 0) return [];
  const heads = [...changedItems(transaction).values()].flat().filter(isMarker);
  const inserted = new Map<string, Y.Item>();
  for (const head of heads) if (!head.deleted) inserted.set(idOf(head), head);
  return heads.flatMap((head) => {
    const target = head.deleted ? inserted.get(idOf(head)) : undefined;
    const root = target ? rootOf(transaction.doc, head) : null;
    if (!target || root === null) return [];
    const found = leftBehind(transaction, head, target, (client) => isOwn(client, root), null);
    return found.groups.length > 0 ? [found] : [];
  });
}

/** Takes the words to the place in the moved block that they had at the old one, within a transaction of the caller's. */
export function relocateLeftBehind(doc: Y.Doc, { target, groups, letters }: LeftBehind): void {
  const root = rootOf(doc, target);
  if (target.deleted || root === null) return;
  const text = openText(doc, root);
  const taken = groups.map((group) => ({ count: group.count, pieces: takeOut(doc, group) }));
  const now = lettersOf(target);
  for (const { count, pieces } of taken.toReversed()) {
    let at = indexOf(target) + 1 + placeIn(now, letters, count);
    for (const { content, formats, isHead: begins, length } of pieces) {
      if (typeof content === 'string') text.insert(at, content, formats);
      else if (begins) withStructureId(doc, () => text.insertEmbed(at, content, formats));
      else text.insertEmbed(at, content, formats);
      at += length;
    }
  }
}

interface Piece {
  readonly content: string | object;
  readonly formats: Record<string, unknown>;
  readonly length: number;
  readonly isHead: boolean;
}

/** Deletes the words of a group that still stand, and returns them. */
function takeOut(doc: Y.Doc, { items }: Group): Piece[] {
  const [first] = items;
  const root = first ? rootOf(doc, Y.getItem(doc.store, Y.createID(first.id.client, first.id.clock))) : null;
  if (root === null) return [];
  const text = openText(doc, root);
  const pieces: Piece[] = [];
  const places: { index: number; length: number }[] = [];
  const formats: Record<string, unknown> = {};
  let index = 0;
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue;
    const { id, content, length } = item;
    if (content instanceof Y.ContentFormat) {
      const value: unknown = content.value;
      if (value === null) Reflect.deleteProperty(formats, content.key);
      else formats[content.key] = value;
    }
    if (!item.countable) continue;
    for (const one of items) {
      if (one.id.client !== id.client) continue;
      const from = Math.max(one.id.clock, id.clock) - id.clock;
      const to = Math.min(one.id.clock + one.length, id.clock + length) - id.clock;
      if (from >= to) continue;
      const words = content instanceof Y.ContentString ? content.str.slice(from, to) : null;
      const embed = content instanceof Y.ContentEmbed ? (content.embed as object) : null;
      const taken = words ?? embed;
      if (taken === null) continue;
      pieces.push({ content: taken, formats: { ...formats }, length: to - from, isHead: isHead(item) });
      places.push({ index: index + from, length: to - from });
    }
    index += length;
  }
  for (const place of places.toReversed()) text.delete(place.index, place.length);
  return pieces;
}

function indexOf(item: Y.Item): number {
  let index = 0;
  for (let left = item.left; left; left = left.left)
    if (!left.deleted && left.countable) index += left.length;
  return index;
}

/** Returns the name of the text that holds an item. Nobody may have opened it yet. */
const rootOf = (doc: Y.Doc, { parent }: Y.Item): string | null =>
  [...doc.share].find(([, type]) => type === parent)?.[0] ?? null;

function idOf({ content }: Y.Item): string {
  const embed = content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
  return embed?.kind === 'block' ? embed.id : '';
}
