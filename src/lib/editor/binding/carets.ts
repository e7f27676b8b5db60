/**
 * Keeps carets at the letter next to which they were set: the one to the left. So a caret stays with what its
 * owner typed, whatever others insert there.
 */
import type { Node } from '@tiptap/pm/model';
import { TextSelection, type Selection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import type { PassageIndex } from './passage-index.ts';
import type { PassageTree } from './passage-tree.ts';
import { lengthUntil, sizeUntil, type BlockRecord } from './record.ts';

export function caretAt(tree: PassageTree, document: Node, position: number): Y.RelativePosition {
  const { index, start } = tree.partAt(document, position, position);
  const name = tree.nameOf(index.text) ?? tree.rootName;
  const json = { tname: name, assoc: -1, item: idBefore(index, position - start) };
  return Y.createRelativePositionFromJSON(json);
}

function idBefore(index: PassageIndex, position: number): { client: number; clock: number } | null {
  const place = index.placeAt(position);
  let { at } = place;
  let record = index.records[at];
  if (record && place.offset !== null) {
    const letter = record.node.inlineContent ? letterBefore(record, lengthUntil(record, place.offset)) : null;
    if (letter) return letter;
    if (record.head) return record.head.id;
  }
  for (record = index.records[--at]; record; record = index.records[--at]) {
    const letter = letterBefore(record, Infinity) ?? record.head?.id ?? null;
    if (letter) return letter;
  }
  return null;
}

function letterBefore({ runs }: BlockRecord, length: number): { client: number; clock: number } | null {
  let rest = length;
  for (const [index, run] of runs.entries()) {
    if (rest <= run.length || (index === runs.length - 1 && rest > 0))
      return rest > 0 ? { client: run.client, clock: run.clock + Math.min(rest, run.length) - 1 } : null;
    rest -= run.length;
  }
  return null;
}

/** Null if the passage does not show it. */
export function positionOfCaret(tree: PassageTree, document: Node, caret: Y.RelativePosition): number | null {
  const found = caret.item ? findItem(tree.doc, caret.item) : null;
  if (caret.item && !found) return null;
  const name = found ? tree.nameOf(found.item.parent) : (caret.tname ?? undefined);
  const index = name === undefined ? undefined : tree.findPart(name);
  if (name === undefined || !index) return null;
  const start = tree.placesOf(document, name)[0]?.start;
  return start === undefined ? null : start + positionIn(index, found);
}

interface Found {
  readonly item: Y.Item;
  readonly offset: number;
}

/** Finds a letter by its id, or the one that an undo put in its place. */
function findItem(doc: Y.Doc, id: Y.ID): Found | null {
  let next: Y.ID | null = id;
  let found: Found | null = null;
  while (next && next.clock < Y.getState(doc.store, next.client)) {
    const item: Y.Item | Y.GC = Y.getItem(doc.store, next);
    if (!(item instanceof Y.Item)) return null;
    found = { item, offset: next.clock - item.id.clock };
    next = item.redone ? Y.createID(item.redone.client, item.redone.clock + found.offset) : null;
  }
  return found;
}

function positionIn(index: PassageIndex, found: Found | null): number {
  let clock = found ? { client: found.item.id.client, clock: found.item.id.clock + found.offset } : null;
  let isLetter = found !== null && !found.item.deleted && found.item.countable;
  for (let item: Y.Item | null = found?.item ?? null; item; item = item.left) {
    if (item !== found?.item && !isLetter && !item.deleted && item.countable) {
      clock = { client: item.id.client, clock: item.lastId.clock };
      isLetter = true;
    }
    const record = index.recordOf(item);
    if (record && !item.deleted) return positionAfter(index, record, isLetter ? clock : null);
  }
  const first = index.records[0];
  return first ? positionAfter(index, first, isLetter && !first.head ? clock : null) : 0;
}

function positionAfter(
  index: PassageIndex,
  record: BlockRecord,
  letter: { client: number; clock: number } | null
): number {
  const at = index.records.indexOf(record);
  const start = index.positionOf(at) + (index.isInline ? 0 : 1);
  if (!index.isInline && record.node.type.name !== 'block') {
    const next = index.records[at + 1];
    if (next && !next.head) {
      const begins = index.positionOf(at + 1) + 1;
      return letter ? begins + offsetOf(next, letter) : begins;
    }
    return index.positionOf(at + 1);
  }
  return letter ? start + offsetOf(record, letter) : start;
}

function offsetOf(record: BlockRecord, letter: { client: number; clock: number }): number {
  let length = 0;
  for (const run of record.runs) {
    if (run.client === letter.client && letter.clock >= run.clock && letter.clock < run.clock + run.length)
      return sizeUntil(record, length + letter.clock - run.clock + 1);
    length += run.length;
  }
  return 0;
}

export interface Carets {
  readonly anchor: Y.RelativePosition;
  readonly head: Y.RelativePosition;
}

/** Null for a selection that is not of text. */
export function caretsOf(tree: PassageTree, document: Node, selection: Selection): Carets | null {
  if (!(selection instanceof TextSelection)) return null;
  const head = caretAt(tree, document, selection.head);
  return { head, anchor: selection.empty ? head : caretAt(tree, document, selection.anchor) };
}

/** Null where nothing can be selected any more. */
export function selectionAt(tree: PassageTree, document: Node, { anchor, head }: Carets): Selection | null {
  const [from, to] = [positionOfCaret(tree, document, anchor), positionOfCaret(tree, document, head)];
  if (from === null || to === null) return null;
  return TextSelection.between(document.resolve(from), document.resolve(to), -1);
}
