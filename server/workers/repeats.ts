/**
 * Compares what an update repeats with what is stored: an honest copy is the same in the same place. Both are decoded, which
 * takes time with their size.
 */
import * as Y from 'yjs';

export interface RepeatsInput {
  readonly update: Uint8Array;
  /** Lists the client ids under which it repeats structs. */
  readonly clients: readonly number[];
}

/**
 * Returns the first of these client ids under which the update holds other content than the stored parts, or
 * the same between other neighbours: what its author wrote next to it or within it would stand there too.
 * Null where all are the same. Content that is stored as deleted cannot be compared and counts as other,
 * unless it is deleted in the update as well. Of what went with its parent not even the neighbours are stored:
 * it counts as other, since what stands next to it would go with it.
 */
export function differingRepeat(
  stored: readonly Uint8Array[],
  { update, clients }: RepeatsInput
): number | null {
  const wanted = new Set(clients);
  const repeated = itemsOf([update], wanted);
  const known = itemsOf(stored, wanted);
  return clients.find((client) => !areHeld(repeated.get(client) ?? [], known.get(client) ?? [])) ?? null;
}

/** In the order of their clocks. */
function itemsOf(updates: readonly Uint8Array[], clients: ReadonlySet<number>): Map<number, Y.Item[]> {
  const items = new Map<number, Y.Item[]>();
  for (const update of updates)
    for (const struct of Y.decodeUpdate(update).structs) {
      const { client } = struct.id;
      if (!clients.has(client) || !(struct instanceof Y.Item)) continue;
      const own = items.get(client);
      if (own) own.push(struct);
      else items.set(client, [struct]);
    }
  for (const own of items.values()) own.sort((a, b) => a.id.clock - b.id.clock);
  return items;
}

/** Checks items clock by clock; both lists are passed once. */
function areHeld(items: readonly Y.Item[], there: readonly Y.Item[]): boolean {
  let n = 0;
  for (const item of items) {
    const end = item.id.clock + item.length;
    const isDeleted = item.content instanceof Y.ContentDeleted;
    for (let at = item.id.clock; at < end;) {
      let held = there[n];
      while (held && held.id.clock + held.length <= at) held = there[++n];
      if (!held || held.id.clock > at) return false;
      const to = Math.min(end, held.id.clock + held.length);
      if (!haveSameNeighbours(item, held, at)) return false;
      if (!isDeleted && partOf(item, at, to) !== partOf(held, at, to)) return false;
      at = to;
    }
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
