/**
 * Inserts and deletes in a text at a place that the index knows. `Y.Text` finds a place by walking from the start
 * of a formatted text; these walk one block. What needs formats of its own is left to `Y.Text`.
 */
import * as Y from 'yjs';
import { firstStructureId, withStructureId } from '#document/writer-ids.ts';
import { noFormats, sameFormats, withFormat, type Formats } from './formats.ts';
import type { PassageIndex } from './passage-index.ts';
import { lengthUntil, withHidden } from './record.ts';

interface Spot {
  readonly left: Y.Item | null;
  readonly formats: Formats;
}

/** Null where only the index of the text leads there. */
function findSpot(transaction: Y.Transaction, index: PassageIndex, position: number): Spot | null {
  const place = index.placeAt(position);
  const isBorder = place.offset === null;
  if (isBorder && place.at === 0) return { left: null, formats: noFormats };
  const record = index.records[isBorder ? place.at - 1 : place.at];
  const next = isBorder ? index.records[place.at] : undefined;
  if (!record || (next && next.hiddenBefore > 0) || record.hiddenBefore > 0) return null;
  const content =
    place.offset === null
      ? record.length
      : withHidden(record, lengthUntil(record, place.offset)) + (record.head ? 1 : 0);
  let { formats } = record;
  let left = record.head?.left ?? record.after;
  let rest = content;
  for (let item = record.head ?? (record.after ? record.after.right : index.text._start); item && rest > 0;) {
    if (!item.deleted && item.content instanceof Y.ContentFormat)
      formats = withFormat(formats, item.content.key, item.content.value);
    else if (!item.deleted && item.countable) {
      if (rest < item.length)
        Y.getItemCleanStart(transaction, Y.createID(item.id.client, item.id.clock + rest));
      rest -= item.length;
    }
    left = item;
    item = item.right;
  }
  return rest === 0 ? { left, formats } : null;
}

/** Goes on over formats before the next letter until exactly these are open; null if they never are. */
function findFormats({ left, formats }: Spot, wanted: Formats, text: Y.Text): Spot | null {
  let spot: Spot = { left, formats };
  while (!sameFormats(spot.formats, wanted)) {
    const item: Y.Item | null = spot.left ? spot.left.right : text._start;
    if (!item || (!item.deleted && !(item.content instanceof Y.ContentFormat))) return null;
    spot = {
      left: item,
      formats:
        !item.deleted && item.content instanceof Y.ContentFormat
          ? withFormat(spot.formats, item.content.key, item.content.value)
          : spot.formats
    };
  }
  return spot;
}

export interface Piece {
  readonly content: string | object;
  readonly formats: Formats;
  /** True for what begins a block, of which marks mean nothing. */
  readonly isBlock: boolean;
  /** True for what begins a block, and for what is inserted with it. */
  readonly isStructure: boolean;
}

/**
 * Goes on to the place for structure: behind what was deleted, and behind the ends of marks. Words that somebody
 * types at the same time next to either stay before it.
 */
function beforeNext({ left, formats }: Spot, text: Y.Text): Spot {
  let spot: Spot = { left, formats };
  for (;;) {
    const item: Y.Item | null = spot.left ? spot.left.right : text._start;
    if (!item) return spot;
    if (item.deleted) spot = { ...spot, left: item };
    else if (item.content instanceof Y.ContentFormat && (item.content.value as unknown) === null)
      spot = { left: item, formats: withFormat(spot.formats, item.content.key, null) };
    else return spot;
  }
}

/** The number of items that are looked at for the left neighbour of structure. */
const mostItems = 500;

/**
 * Returns the item that structure between `left` and `right` names as its left neighbour: the one behind which
 * letters were typed there. To Yjs they and the structure are then inserted at one place at the same time, and what
 * somebody else types there at that time comes before the structure, too. Only what names both neighbours, or what
 * is passed over with it, may be passed over: there was a moment then at which the two stood side by side, so that
 * Yjs puts the structure at the same place for everybody. Structure that was inserted behind these letters in the
 * same way names the same left neighbour, and none of them; so it may be the right one.
 */
function originOf({ store }: Y.Doc, left: Y.Item | null, right: Y.Item | null): Y.Item | null {
  const itemAt = (id: Y.ID | null): Y.Item | Y.GC | null => id && Y.getItem(store, id);
  const typed = new Set<Y.Item | Y.GC>();
  /** The left neighbours of what was passed over, as far as they are still to come. */
  const open = new Set<Y.Item | Y.GC>();
  /** The right neighbour, what it names as its own, and so on. */
  const rights: (Y.Item | Y.GC | null)[] = [right];
  /** The number of those which did not stand yet when something that was passed over was typed. */
  let later = 0;
  const isBefore = (stood: Y.Item | Y.GC | null): boolean => {
    for (let index = 0; index < mostItems; index++) {
      const known = rights[index];
      if (known === undefined) return false;
      if (known === stood) {
        later = Math.max(later, index);
        return true;
      }
      if (index === rights.length - 1 && known instanceof Y.Item) rights.push(itemAt(known.rightOrigin));
    }
    return false;
  };
  const areFrom = (item: Y.Item): boolean =>
    rights.slice(0, later).every((one) => one instanceof Y.Item && itemAt(one.origin) === item);
  let origin = left;
  for (let item = left; item; item = item.left) {
    open.delete(item);
    if (open.size === 0 && areFrom(item)) origin = item;
    const stood = itemAt(item.rightOrigin);
    const isTyped =
      item.id.client < firstStructureId && ((stood !== null && typed.has(stood)) || isBefore(stood));
    if (!isTyped || !item.origin || typed.size === mostItems) break;
    typed.add(item);
    open.add(Y.getItem(store, item.origin));
  }
  return origin;
}

/** Returns how many of the pieces it inserted; those that need new formats are left. */
export function insertDirectly(index: PassageIndex, position: number, pieces: readonly Piece[]): number {
  const { text } = index;
  const { doc } = text;
  if (!doc) return 0;
  return doc.transact((transaction) => {
    let spot = findSpot(transaction, index, position);
    if (spot && pieces[0]?.isStructure) spot = beforeNext(spot, text);
    for (const [index, { content, formats, isBlock, isStructure }] of pieces.entries()) {
      const found: Spot | null = spot && (isBlock ? spot : findFormats(spot, formats, text));
      if (!found) return index;
      const right = found.left ? found.left.right : text._start;
      const origin = index === 0 && isStructure ? originOf(doc, found.left, right) : found.left;
      const insert = (): Y.Item => {
        const item = new Y.Item(
          Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID)),
          origin,
          origin && origin.lastId,
          right,
          right && right.id,
          text,
          null,
          typeof content === 'string' ? new Y.ContentString(content) : new Y.ContentEmbed(content)
        );
        item.integrate(transaction, 0);
        return item;
      };
      spot = { left: isStructure ? withStructureId(doc, insert) : insert(), formats: found.formats };
    }
    forgetSearches(text);
    return pieces.length;
  });
}

/** Returns false and changes nothing if formats lie there, which have to be cleaned up. */
export function deleteDirectly(index: PassageIndex, position: number, length: number): boolean {
  const { text } = index;
  return (
    text.doc?.transact((transaction) => {
      const spot = findSpot(transaction, index, position);
      if (!spot) return false;
      const items: Y.Item[] = [];
      let rest = length;
      let item = spot.left ? spot.left.right : text._start;
      for (; item && (rest > 0 || item.deleted || !item.countable); item = item.right) {
        if (item.deleted) continue;
        if (!item.countable) return false;
        if (rest < item.length)
          Y.getItemCleanStart(transaction, Y.createID(item.id.client, item.id.clock + rest));
        rest -= item.length;
        items.push(item);
      }
      if (rest > 0) return false;
      for (const one of items) one.delete(transaction);
      forgetSearches(text);
      return true;
    }) ?? false
  );
}

/** Yjs remembers where it searched last, by index. */
function forgetSearches(text: Y.Text): void {
  if (text._searchMarker) text._searchMarker.length = 0;
}
