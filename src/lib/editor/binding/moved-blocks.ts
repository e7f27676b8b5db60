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
import { compareCopies } from '#document/sequence/moves.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import { positionOfCaret, type Carets } from './carets.ts';
import type { PassageTree } from './passage-tree.ts';
import { idOf, sizeUntil } from './record.ts';
import { CarriedAlong, type Carried } from './undo.ts';

/** Names a place in a moved block: behind so many of its letters, or behind one of those that are brought along. */
type Place = { readonly count: number } | { readonly group: number; readonly id: Y.ID };

/** Own words that were left behind, side by side, with the number of the block's moved letters before them. */
interface Group {
  readonly count: number;
  readonly items: { readonly id: Y.ID; readonly length: number; readonly isHead: boolean }[];
}

export interface MovedBlock {
  /** The marker at the new place. */
  readonly target: Y.Item;
  readonly groups: readonly Group[];
  readonly anchor: Place | null;
  readonly head: Place | null;
  /** The letters that the mover deleted at the old place. */
  readonly letters: string;
}

/** Stands for an embed within text. */
const embedSign = '\ufffc';

/** Checks whether an item is or was the beginning of a block. */
export const isHead = ({ content }: Y.Item): boolean => {
  const embed = content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null;
  return embed !== null && 'value' in embed;
};

const isMarker = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentEmbed && parseEmbed(content.embed)?.kind === 'block';

const lettersIn = ({ content, length }: Y.Item): string =>
  content instanceof Y.ContentString ? content.str : embedSign.repeat(length);

/** Returns the letters of the block that begins with a marker, or of them those that were inserted under a client id. */
function lettersOf(marker: Y.Item, client?: number): string {
  let letters = '';
  for (let item = marker.right; item; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (isHead(item)) break;
    if (client === undefined || item.id.client === client) letters += lettersIn(item);
  }
  return letters;
}

/**
 * Finds the blocks that a colleague's transaction moved, before the passage is read anew, as far as own words or
 * the own selection are in them. `items` are those that it inserted or deleted.
 */
export function findMoved(
  tree: PassageTree,
  transaction: Y.Transaction,
  items: Iterable<readonly Y.Item[]>,
  carets: Carets | null
): MovedBlock[] {
  if (transaction.local && !(transaction.origin instanceof CarriedAlong)) return [];
  const changed = [...items].flat().filter((item) => isHead(item));
  const inserted = new Map<string, Y.Item>();
  for (const item of changed) {
    if (item.deleted || !(item.content instanceof Y.ContentEmbed)) continue;
    const embed = parseEmbed(item.content.embed);
    if (embed?.kind === 'block') inserted.set(embed.id, item);
  }
  const found: MovedBlock[] = [];
  for (const item of changed) {
    if (!item.deleted) continue;
    for (const index of tree.indexes()) {
      const record = index.recordOf(item);
      const id = (record && idOf(record)) ?? null;
      const target = id === null ? undefined : (inserted.get(id) ?? standingOf(tree, id, item));
      const moved = target && leftBehind(tree.doc, transaction, item, target, carets);
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

/** Reads what is left of a block at its old place. */
function leftBehind(
  doc: Y.Doc,
  { deleteSet, beforeState }: Y.Transaction,
  marker: Y.Item,
  target: Y.Item,
  carets: Carets | null
): MovedBlock {
  const own = writerIdsOf(doc);
  /** Holds the letters that the mover inserted with the block: nobody types under the id for structure. */
  const moved = lettersOf(target, target.id.client);
  const groups: Group[] = [];
  let letters = '';
  let group: Group | null = null;
  const places = { anchor: null as Place | null, head: null as Place | null };
  const note = (id: Y.ID, length: number, placeOf: (offset: number) => Place): void => {
    for (const name of ['anchor', 'head'] as const) {
      const caret = carets?.[name].item;
      if (caret?.client !== id.client || caret.clock < id.clock || caret.clock >= id.clock + length) continue;
      places[name] = placeOf(caret.clock - id.clock + 1);
    }
  };
  note(marker.id, 1, () => ({ count: 0 }));
  const isDeletedNow = (item: Y.Item): boolean => item.deleted && Y.isDeleted(deleteSet, item.id);
  /** A colleague who did not know a marker moved the letters behind it as well. */
  const goesOn = (head: Y.Item): boolean => {
    let rest = '';
    for (let item = head.right; item && !(isHead(item) && !item.deleted); item = item.right)
      if (isDeletedNow(item) && item.countable && !isHead(item)) rest += lettersIn(item);
    return rest !== '' && moved.startsWith(rest, letters.length);
  };
  /** Checks whether a beginning came and went since then: it is not where the block ended for those who wrote in it. */
  const isPassing = ({ deleted, id }: Y.Item): boolean =>
    deleted && id.clock >= (beforeState.get(id.client) ?? 0);
  for (let item = marker.right; item; item = item.right) {
    const isOther = isHead(item) && !isPassing(item);
    if (isOther && (item.deleted ? isDeletedNow(item) : !isMarker(item) || !goesOn(item))) break;
    if (!isVisible(item)) continue;
    if (item.deleted) {
      if (!isDeletedNow(item) || isHead(item)) continue;
      const { length } = letters;
      note(item.id, item.length, (offset) => ({ count: length + offset }));
      letters += lettersIn(item);
      group = null;
    } else if (own.includes(item.id.client)) {
      if (!group) groups.push((group = { count: letters.length, items: [] }));
      const number = groups.length - 1;
      const { client, clock } = item.id;
      note(item.id, item.length, (offset) => ({ group: number, id: Y.createID(client, clock + offset - 1) }));
      group.items.push({ id: item.id, length: item.length, isHead: isHead(item) });
    } else group = null;
  }
  return { target, groups, letters, ...places };
}

/** Checks whether an item is or was a letter or an embed. */
const isVisible = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentString || content instanceof Y.ContentEmbed;

/** Returns the number of the letters of `now` before which something stood behind `count` letters of `then`. */
function placeIn(now: string, then: string, count: number): number {
  let same = 0;
  while (same < count && same < now.length && now[same] === then[same]) same += 1;
  if (same === count) return count;
  const behind = then.length - count;
  if (behind <= now.length && now.endsWith(then.slice(count))) return now.length - behind;
  const place = Math.min(count, now.length);
  // Not between the halves of a letter.
  return /[\udc00-\udfff]/.test(now[place] ?? '') ? place + 1 : place;
}

/** Returns the transaction of the editor that brings the words and the selection along; null where none can. */
export function bringAlong(tree: PassageTree, state: EditorState, moved: MovedBlock): Transaction | null {
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
export function pairCarried({ target, groups }: MovedBlock, before: ReadonlyMap<number, number>): Carried[] {
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
