/**
 * Compares what an update repeats of other people's writing with what is stored: an honest copy is the same
 * in the same place, while text that someone wrote under an id which another person took first is different,
 * or stands elsewhere, and is not saved.
 */
import * as Y from 'yjs';
import { Malformed } from '../scan/cursor.ts';
import { parseUpdate } from '../scan/parse.ts';
import type { Text } from './text.ts';
import type { TrialTools } from './trial.ts';

/**
 * Returns a client id of another person under which an update repeats known structs with other content or between other
 * neighbours;
 * undefined where there is none. The text is read only where anything of others is repeated.
 */
export function foreignRepeatOf(
  { mayTry }: Pick<TrialTools, 'mayTry'>,
  update: Uint8Array,
  text: Pick<Text, 'structIndex' | 'pieces' | 'size'>,
  author: { readonly userId: string; readonly ownerOf: (client: number) => string | undefined }
): number | 'unaffordable' | undefined {
  const { userId, ownerOf } = author;
  const others = [...Y.parseUpdateMeta(update).from].flatMap(([client, from]) =>
    from < text.structIndex.clockOf(client) && (ownerOf(client) ?? userId) !== userId ? [client] : []
  );
  if (others.length === 0) return undefined;
  return mayTry(userId, text.size) ? differingRepeat(update, others, text.pieces) : 'unaffordable';
}

/**
 * Returns a client id of another person that an update names as an author; undefined where there is none, or
 * where the bytes cannot be read. Text under an id that another person has may look malformed next to theirs.
 */
export function foreignIn(
  update: Uint8Array,
  { userId, ownerOf }: { readonly userId: string; readonly ownerOf: (client: number) => string | undefined }
): number | undefined {
  try {
    return [...parseUpdate(update).sections.keys()].find((client) => (ownerOf(client) ?? userId) !== userId);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/**
 * Returns the first of these client ids under which the update holds other content than the stored bytes, or
 * the same between other neighbours: what its author wrote next to it or within it would stand there too.
 * Undefined where all are the same. Content that is stored as deleted cannot be compared and counts as other,
 * unless it is deleted in the update as well. Of what went with its parent not even the neighbours are stored:
 * it counts as other, since what stands next to it would go with it.
 */
function differingRepeat(
  update: Uint8Array,
  clients: readonly number[],
  stored: readonly Uint8Array[]
): number | undefined {
  const wanted = new Set(clients);
  const repeated = itemsOf(update, wanted);
  const known = new Map<number, Y.Item[]>();
  for (const piece of stored)
    for (const [client, items] of itemsOf(piece, wanted))
      known.set(client, [...(known.get(client) ?? []), ...items]);
  return clients.find((client) => {
    const there = (known.get(client) ?? []).sort((a, b) => a.id.clock - b.id.clock);
    return !(repeated.get(client) ?? []).every((item) => isHeld(item, there));
  });
}

/** Returns the items of some clients, in the order of their clocks. */
function itemsOf(update: Uint8Array, clients: ReadonlySet<number>): Map<number, Y.Item[]> {
  const items = new Map<number, Y.Item[]>();
  for (const struct of Y.decodeUpdate(update).structs) {
    const { client } = struct.id;
    if (!clients.has(client) || !(struct instanceof Y.Item)) continue;
    const own = items.get(client);
    if (own) own.push(struct);
    else items.set(client, [struct]);
  }
  return items;
}

/** Checks an item clock by clock. */
function isHeld(item: Y.Item, there: readonly Y.Item[]): boolean {
  const end = item.id.clock + item.length;
  const isDeleted = item.content instanceof Y.ContentDeleted;
  for (let at = item.id.clock; at < end;) {
    const held = there.find(({ id, length }) => at < id.clock + length);
    if (!held || held.id.clock > at) return false;
    const to = Math.min(end, held.id.clock + held.length);
    if (!haveSameNeighbours(item, held, at)) return false;
    if (!isDeleted && partOf(item, at, to) !== partOf(held, at, to)) return false;
    at = to;
  }
  return true;
}

/** Checks whether two items that both hold a clock were written in the same place. */
const haveSameNeighbours = (one: Y.Item, other: Y.Item, clock: number): boolean =>
  Y.compareIDs(originAt(one, clock), originAt(other, clock)) &&
  Y.compareIDs(one.rightOrigin, other.rightOrigin) &&
  parentAt(one, clock) === parentAt(other, clock);

const originAt = ({ id, origin }: Y.Item, clock: number): Y.ID | null =>
  clock === id.clock ? origin : Y.createID(id.client, clock - 1);

/** Names the parent and the key where an item has no neighbour; the others are where their neighbours are. */
function parentAt(item: Y.Item, clock: number): string | null {
  const { rightOrigin, parent, parentSub } = item;
  if (originAt(item, clock) || rightOrigin) return null;
  const name = parent instanceof Y.ID ? `${parent.client},${parent.clock}` : JSON.stringify(parent);
  return `${name} ${parentSub ?? ''}`;
}

/** Finds each half of a character that Yjs replaces where text is cut within it. */
const surrogates = /[\ud800-\udfff]/g;

/** Returns a part of an item's content as text that is equal for equal content. */
function partOf({ id, content }: Y.Item, from: number, to: number): string {
  const kind = content.getRef();
  if (content instanceof Y.ContentString)
    return `${kind} ${content.str.slice(from - id.clock, to - id.clock).replace(surrogates, '\ufffd')}`;
  if (content instanceof Y.ContentType)
    return `${kind} ${content.type instanceof Y.XmlElement ? content.type.nodeName : content.type.constructor.name}`;
  const encoder = new Y.UpdateEncoderV1();
  content.copy().write(encoder, 0);
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return `${kind} ${JSON.stringify(content.getContent().slice(from - id.clock, to - id.clock))}`;
  return `${kind} ${Buffer.from(encoder.toUint8Array()).toString('latin1')}`;
}
