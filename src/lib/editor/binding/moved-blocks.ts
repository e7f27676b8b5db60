/**
 * Brings words along whose block a colleague moved. Moving deletes a block and inserts it elsewhere under the same
 * id; what its author typed meanwhile, unseen by the mover, stays at the old place. The author's own editor, and no
 * other, finds these words and takes them to the corresponding place. Where they cannot be placed they stay visible
 * where they are.
 */
import type { Node } from '@tiptap/pm/model';
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import * as Y from 'yjs';
import { parseEmbed } from '#document/sequence/embeds.ts';
import {
  isHead,
  isMarker,
  leftBehind,
  lettersOf,
  placeIn,
  type Group,
  type LeftBehind,
  type Place
} from '#document/sequence/left-behind.ts';
import { compareCopies } from '#document/sequence/moves.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import { positionOfCaret, type Carets } from './carets.ts';
import type { PassageTree } from './passage-tree.ts';
import { idOf, sizeUntil } from './record.ts';
import { CarriedAlong, type Carried } from './undo.ts';

/**
 * Finds the blocks that a colleague's transaction moved, before the passage is read anew, as far as own words or
 * the own selection are in them. `items` are those that it inserted or deleted.
 */
export function findMoved(
  tree: PassageTree,
  transaction: Y.Transaction,
  items: Iterable<readonly Y.Item[]>,
  carets: Carets | null
): LeftBehind[] {
  if (transaction.local && !(transaction.origin instanceof CarriedAlong)) return [];
  const changed = [...items].flat().filter((item) => isHead(item));
  const inserted = new Map<string, Y.Item>();
  for (const item of changed) {
    if (item.deleted || !(item.content instanceof Y.ContentEmbed)) continue;
    const embed = parseEmbed(item.content.embed);
    if (embed?.kind === 'block') inserted.set(embed.id, item);
  }
  const own = writerIdsOf(tree.doc);
  const isOwn = (client: number): boolean => own.includes(client);
  const found: LeftBehind[] = [];
  for (const item of changed) {
    if (!item.deleted) continue;
    for (const index of tree.indexes()) {
      const record = index.recordOf(item);
      const id = (record && idOf(record)) ?? null;
      const target = id === null ? undefined : (inserted.get(id) ?? standingOf(tree, id, item));
      const moved = target && leftBehind(transaction, item, target, isOwn, carets);
      if (moved && (moved.groups.length > 0 || moved.anchor || moved.head)) found.push(moved);
    }
  }
  return found;
}

/**
 * Finds the block of an id that stands, where two had moved it and one copy went. A copy of which words stand was
 * joined with the block before.
 */
function standingOf(tree: PassageTree, id: string, gone: Y.Item): Y.Item | undefined {
  for (let item = gone.right; item && (item.deleted || !isHead(item)); item = item.right)
    if (!item.deleted && item.countable && item.id.client === gone.id.client) return undefined;
  const heads = [...tree.indexes()].flatMap((index) =>
    [...index.recordsById(id)].flatMap(({ head }) => (head && !head.deleted && isMarker(head) ? [head] : []))
  );
  return heads.toSorted(compareCopies)[0];
}

/** Returns the transaction of the editor that brings the words and the selection along; null where none can. */
export function bringAlong(tree: PassageTree, state: EditorState, moved: LeftBehind): Transaction | null {
  const start = startOf(tree, state.doc, moved.target);
  if (!start) return null;
  const { record, position } = start;
  const now = lettersOf(moved.target);
  const target = (count: number): number => position + sizeUntil(record, placeIn(now, moved.letters, count));
  const { tr } = state;
  const inserted = new Map<number, { readonly from: number; readonly at: number; readonly steps: number }>();
  const left = moved.groups.flatMap(({ count, items }, number) => {
    const range = rangeOf(tree, state.doc, items);
    return range ? [{ number, count, ...range, slice: state.doc.slice(range.from, range.to) }] : [];
  });
  // All are taken away before any is inserted: the block may have been moved to among them.
  for (const { from, to } of left.toReversed())
    tr.replace(...withEmptied(tr.doc, tr.mapping.map(from), tr.mapping.map(to, -1)));
  for (const { number, count, from, slice } of left.toReversed()) {
    const at = tr.mapping.map(target(count), -1);
    tr.replace(at, at, slice);
    inserted.set(number, { from, at, steps: tr.mapping.maps.length });
  }
  const placed = (place: Place | null, otherwise: number): number => {
    if (place && 'count' in place) return tr.mapping.map(target(place.count), -1);
    const group = place && inserted.get(place.group);
    const old = place && group ? behind(tree, state.doc, place.id) : null;
    if (!group || old === null) return tr.mapping.map(otherwise);
    return tr.mapping.slice(group.steps).map(group.at + old - group.from);
  };
  const { anchor, head } = state.selection;
  const [from, to] = [placed(moved.anchor, anchor), placed(moved.head, head)];
  if (moved.anchor || moved.head)
    tr.setSelection(TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(to), -1));
  return tr;
}

/** Widens a range that is all of a block without a marker to this block: an empty one is not shown. */
function withEmptied(document: Node, from: number, to: number): [from: number, to: number] {
  const $from = document.resolve(from);
  const { parent } = $from;
  const isAll = from === $from.start() && to === $from.end();
  return parent.type.name === 'block' && parent.attrs['id'] === null && isAll && $from.node(-1).childCount > 1
    ? [$from.before(), $from.after()]
    : [from, to];
}

/** Finds the content of the block that begins with a marker. */
function startOf(tree: PassageTree, document: Node, marker: Y.Item) {
  for (const index of tree.indexes()) {
    const record = index.recordOf(marker);
    const name = record && tree.nameOf(index.text);
    const part = name === undefined ? undefined : tree.placesOf(document, name)[0];
    if (record && part)
      return { record, position: part.start + index.positionOf(index.records.indexOf(record)) + 1 };
  }
  return null;
}

const behind = (tree: PassageTree, document: Node, item: Y.ID): number | null =>
  positionOfCaret(tree, document, Y.createRelativePositionFromJSON({ item, assoc: -1 }));

/** Returns the positions of words that stand side by side. */
function rangeOf(
  tree: PassageTree,
  document: Node,
  items: Group['items']
): { readonly from: number; readonly to: number } | null {
  const [first, last] = [items[0], items.at(-1)];
  if (!first || !last) return null;
  const to = behind(tree, document, Y.createID(last.id.client, last.id.clock + last.length - 1));
  const begin = behind(tree, document, first.id);
  if (to === null || begin === null) return null;
  const $begin = document.resolve(begin);
  if (!first.isHead)
    return { from: begin - ($begin.nodeBefore?.isText ? 1 : ($begin.nodeBefore?.nodeSize ?? 0)), to };
  const before = document.resolve($begin.before()).nodeBefore;
  // The marker's block becomes one with the block of text before it.
  return before?.type.name === 'block' ? { from: begin - 2, to } : null;
}

/** Pairs the words that were brought along with what stands for them now; `before` is the state before that. */
export function pairCarried({ target, groups }: LeftBehind, before: ReadonlyMap<number, number>): Carried[] {
  const olds = groups.flatMap(({ items }) => items);
  const pairs: Carried[] = [];
  let [at, used] = [0, 0];
  for (let item = target.right; item && at < olds.length; item = item.right) {
    if (item.deleted || !item.countable || item.id.clock < (before.get(item.id.client) ?? 0)) continue;
    for (let taken = 0; taken < item.length;) {
      const old = olds[at];
      if (!old) break;
      const length = Math.min(old.length - used, item.length - taken);
      pairs.push({
        from: Y.createID(old.id.client, old.id.clock + used),
        to: Y.createID(item.id.client, item.id.clock + taken),
        length
      });
      taken += length;
      used += length;
      if (used === old.length) [at, used] = [at + 1, 0];
    }
  }
  return pairs;
}
