/**
 * Checks whether two documents are the same, however their structs are split; and whether a document equals a
 * reload from its own bytes.
 */
import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import { assemble, hasPending } from '#document/assemble.ts';
import { newDoc } from '#document/new-doc.ts';
import { isSameInEveryOrder } from '#server/sync/scan/load-orders.ts';
import { UnsoundDocumentError } from './errors.ts';

type AnyType = Pick<Y.AbstractType<unknown>, '_start' | '_map'>;
type Struct = Y.Item | Y.GC;

/**
 * Checks whether the update, applied to the state that the parts make, gives a document that a fresh load
 * from its own bytes gives again, in whatever order of client ids, and will when everything elsewhere has been
 * deleted. False if Yjs throws at any of it.
 */
export function integratesAlike(parts: readonly Uint8Array[], update: Uint8Array): boolean {
  const live = assemble(null, parts);
  if (!applies(live, update) || hasPending(live) || !comesAgain(live)) return false;
  const bytes = Y.encodeStateAsUpdate(live);
  if (!isSameInEveryOrder(bytes, clientsIn(update))) return false;
  return typesIn(update, live).every((type) => comesAgain(withAllElseDeleted(bytes, type)));
}

function comesAgain(doc: Y.Doc): boolean {
  const reloaded = newDoc();
  return (
    applies(reloaded, Y.encodeStateAsUpdate(doc)) &&
    !hasPending(reloaded) &&
    sequencesOf(reloaded) === sequencesOf(doc)
  );
}

const clientsIn = (update: Uint8Array): number[] => [
  ...new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client))
];

/** The name of a root, or the id of the item that holds a type. */
type TypeAddress = string | Y.ID;

/** Each costs as much as a load. */
const maxTypes = 8;

/** Lists the types into which an update inserts. */
function typesIn(update: Uint8Array, doc: Y.Doc): TypeAddress[] {
  const types = new Set<Y.AbstractType<unknown>>();
  for (const { id } of Y.decodeUpdate(update).structs) {
    const item = Y.getState(doc.store, id.client) > id.clock ? Y.getItem(doc.store, id) : null;
    if (item instanceof Y.Item && item.parent instanceof Y.AbstractType) types.add(item.parent);
  }
  return [...types].slice(0, maxTypes).map((type) => type._item?.id ?? Y.findRootTypeKey(type));
}

/**
 * Returns the document with everything but one type deleted. A load integrates client by client, and first
 * what a struct refers to. What is deleted with its parent refers to nothing any more, so that a deletion in
 * one type can change the order in which another is integrated.
 */
function withAllElseDeleted(bytes: Uint8Array, type: TypeAddress): Y.Doc {
  const doc = assemble(bytes, []);
  const holders = new Set<Y.Item>();
  let holder = typeof type === 'string' ? null : Y.getItem(doc.store, type);
  while (holder instanceof Y.Item) {
    holders.add(holder);
    holder = holder.parent instanceof Y.AbstractType ? holder.parent._item : null;
  }
  const deleteIn = (type: AnyType, transaction: Y.Transaction): void => {
    for (const value of type._map.values()) value.delete(transaction);
    for (let item = type._start; item !== null; item = item.right) {
      if (!holders.has(item)) item.delete(transaction);
      else if (item.content instanceof Y.ContentType) deleteIn(item.content.type, transaction);
    }
  };
  doc.transact((transaction) => {
    for (const root of doc.share.values()) deleteIn(root, transaction);
  });
  return doc;
}

function applies(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    Y.applyUpdate(doc, update);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks for the same order everywhere, the same deletions, and the same content under every client id and
 * clock.
 */
export const areSame = (one: Y.Doc, other: Y.Doc): boolean =>
  Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) &&
  holdTheSame(one, other) &&
  sequencesOf(one) === sequencesOf(other);

/** Returns the order of everything in a document as a text, which is equal for equal documents. */
export function sequencesOf(doc: Y.Doc): string {
  const sequences: string[] = [];
  const types: [string, AnyType][] = [...doc.share]
    .filter(([, root]) => root._start !== null || root._map.size > 0)
    .sort();
  for (let next = types.pop(); next; next = types.pop()) {
    const [name, type] = next;
    sequences.push(`${name}:${itemRangesOf(type, types)}`);
    for (const [key, item] of [...type._map].sort()) {
      // Of a map only the last value counts; those before it are deleted.
      sequences.push(
        `${name}[${key}]=${item.id.client},${item.id.clock + item.length - 1}${item.deleted ? '-' : ''}`
      );
      if (item.content instanceof Y.ContentType)
        types.push([`${item.id.client},${item.id.clock}`, item.content.type]);
    }
  }
  return sequences.sort().join('\n');
}

function itemRangesOf(type: AnyType, types: [string, AnyType][]): string {
  const itemRanges: { client: number; from: number; to: number; deleted: boolean }[] = [];
  for (let item = type._start; item !== null; item = item.right) {
    const last = itemRanges.at(-1);
    const { client, clock } = item.id;
    if (last && last.client === client && last.to === clock && last.deleted === item.deleted)
      last.to += item.length;
    else itemRanges.push({ client, from: clock, to: clock + item.length, deleted: item.deleted });
    if (item.content instanceof Y.ContentType) types.push([`${client},${clock}`, item.content.type]);
  }
  return itemRanges
    .map(
      (itemRange) => `${itemRange.client},${itemRange.from}-${itemRange.to}${itemRange.deleted ? '-' : ''}`
    )
    .join(' ');
}

function holdTheSame(one: Y.Doc, other: Y.Doc): boolean {
  const ofOther = other.store.clients;
  return (
    one.store.clients.size === ofOther.size &&
    [...one.store.clients].every(([client, structs]) => areSameStructs(structs, ofOther.get(client) ?? []))
  );
}

/** Both lists begin at clock 0 and have no gaps. */
function areSameStructs(some: readonly Struct[], others: readonly Struct[]): boolean {
  let [i, j, clock] = [0, 0, 0];
  for (;;) {
    const [one, other] = [some[i], others[j]];
    if (!one || !other) return one === other;
    const end = Math.min(one.id.clock + one.length, other.id.clock + other.length);
    if (!areSamePieces(one, other, clock, end)) return false;
    clock = end;
    if (one.id.clock + one.length === end) i++;
    if (other.id.clock + other.length === end) j++;
  }
}

/**
 * Compares the content between two clocks, and the neighbours between which it was written. For deleted
 * content only the fact of its deletion counts.
 */
function areSamePieces(one: Struct, other: Struct, from: number, to: number): boolean {
  if (!isPresent(one) || !isPresent(other)) return isPresent(one) === isPresent(other);
  return (
    Y.compareIDs(originAt(one, from), originAt(other, from)) &&
    Y.compareIDs(one.rightOrigin, other.rightOrigin) &&
    one.parentSub === other.parentSub &&
    areSameValues(valueOf(one, from, to), valueOf(other, from, to))
  );
}

const isPresent = (struct: Struct): struct is Y.Item => struct instanceof Y.Item && !struct.deleted;

const originAt = ({ id, origin }: Y.Item, clock: number): Y.ID | null =>
  clock === id.clock ? origin : Y.createID(id.client, clock - 1);

const areSameValues = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && isDeepStrictEqual(one, other));

function valueOf({ id, content }: Y.Item, from: number, to: number): unknown {
  if (content instanceof Y.ContentString) return content.str.slice(from - id.clock, to - id.clock);
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return content.arr.slice(from - id.clock, to - id.clock);
  if (content instanceof Y.ContentFormat) return [content.key, content.value];
  if (content instanceof Y.ContentEmbed) return [content.embed];
  if (content instanceof Y.ContentBinary) return content.content;
  if (content instanceof Y.ContentType)
    return content.type instanceof Y.XmlElement ? content.type.nodeName : content.type.constructor.name;
  throw new UnsoundDocumentError(
    `A document holds content that no room accepts: ${content.constructor.name}`
  );
}
