/**
 * Indexes the structs of a room's text without their content: the order of everything in it, as Yjs has it.
 * It answers the scanner, integrates what the scanner accepted, and is built from stored bytes in a fraction
 * of the time that a Y.Doc takes. The order is that of Item.integrate in https://github.com/yjs/yjs,
 * src/structs/Item.js.
 */
import { answersRoot } from '#document/answer-cells.ts';
import { attributesRoot } from '#document/sequence/shapes.ts';
import { AnswerCounts } from './answer-counts.ts';
import { Between } from './between.ts';
import { Malformed } from './cursor.ts';
import type { Crowding, KnownStruct, Knowledge, ItemSite, Reader, Site } from './knowledge.ts';
import { orderCheckOf } from './order.ts';
import { parseUpdate, type Id, type Range, type Struct } from './parse.ts';
import { Gap, resolve, stored } from './resolve.ts';
import type { LocatedStruct } from './located-struct.ts';
import { ClientItems, canContinue, EmbedContent, ParentType, ItemRange, Sequence } from './item-ranges.ts';
import { placedBy, Placements } from './placements.ts';

/** Reports stored bytes that are malformed or miss a part. */
export class UnreadableBytesError extends Error {
  override readonly name = 'UnreadableBytesError';
}

/** Limits how many neighbours are looked at before their order counts as unsure. */
const maxSteps = 1_000;

/** Holds what scan() accepted, or what resolve() made of stored bytes. */
export interface Integrable {
  readonly order: readonly LocatedStruct[];
  readonly deletions: ReadonlyMap<number, readonly Range[]>;
  /** States whether it was accepted only after a trial, or would have been. */
  readonly orderUnsure?: boolean;
}

export class StructIndex implements Knowledge {
  readonly #itemsByClient = new Map<number, ClientItems>();
  readonly #roots = new Map<string, ParentType>();
  /** Knows where embeds with ids are, and how large tables are. */
  readonly placements = new Placements();
  readonly answers = new AnswerCounts();
  /** Lists item ranges that may have become one with a neighbour. */
  #touched: ItemRange[] = [];

  /**
   * Builds an index from trusted bytes: a snapshot, if any, and the updates after it in order. Throws
   * UnreadableBytesError.
   */
  static from(parts: readonly Uint8Array[]): StructIndex {
    const structIndex = new StructIndex();
    for (const part of parts) structIndex.take(part);
    return structIndex;
  }

  /**
   * Takes in trusted bytes that follow. `isNew`: others may be writing here, next to what they hold. Throws
   * UnreadableBytesError.
   */
  take(part: Uint8Array, isNew = false): void {
    try {
      const update = parseUpdate(part);
      const author = isNew ? orderCheckOf(update, this) : undefined;
      this.integrate({ ...resolve(update, this, stored, author), deletions: update.deletions });
    } catch (cause) {
      if (cause instanceof Gap) throw new UnreadableBytesError('The stored bytes miss a part', { cause });
      if (cause instanceof Malformed)
        throw new UnreadableBytesError('The stored bytes are malformed', { cause });
      throw cause;
    }
  }

  /**
   * Integrates what was found acceptable for this index, now or before it grew; what it has already it skips.
   */
  integrate({ order, deletions, orderUnsure }: Integrable): void {
    // Ranges are joined only after the whole update is in, as in Yjs: for neighbours in the wrong order,
    // cutting the one range that holds both gives another position than finding two.
    const grown = order.length === 1 ? null : new Map<ClientItems, number>();
    for (const located of order) this.#add(located, grown);
    if (grown) for (const [items, from] of grown) this.#joinFrom(items, from);
    if (orderUnsure) this.#noteTried(order);
    for (const [client, ranges] of deletions) {
      const items = this.#itemsByClient.get(client);
      if (items) for (const range of ranges) this.#deleteRange(items, range);
    }
    if (this.#touched.length > 0) this.#joinTouched();
  }

  #noteTried(order: readonly LocatedStruct[]): void {
    const sequences = new Set(order.map(({ site }) => this.#sequenceFor(site)));
    for (const sequence of sequences) if (sequence) sequence.tried++;
  }

  clockOf(client: number): number {
    return this.#itemsByClient.get(client)?.end ?? 0;
  }

  structAt(client: number, clock: number): KnownStruct {
    return this.#itemsOf(client).at(clock);
  }

  siteIn(parent: string | Id, key: string | null): Site | undefined {
    if (typeof parent === 'string') return this.#roots.get(parent)?.sequence(key);
    const { what } = this.#itemsOf(parent.client).at(parent.clock);
    return what instanceof ParentType ? what.sequence(key) : undefined;
  }

  between(site: Site, left: Id | null, right: Id | null, reader: Reader): Crowding {
    const leftRange = left && this.#itemsOf(left.client).at(left.clock);
    const target = right && this.#itemsOf(right.client).at(right.clock);
    if (leftRange?.sequence === null) return 'unsure';
    // An id may point into a range; the rest of that range is between the neighbours, too.
    const isCut = left !== null && leftRange !== null && left.clock < leftRange.end - 1;
    if (isCut && target === leftRange && right?.clock === left.clock + 1) return 0;
    let itemRange = leftRange ? leftRange.right : this.#firstIn(site);
    if (!isCut && itemRange === target && (target === null || right?.clock === target.clock)) return 0;
    const between = new Between({ left, leftRange, right, rightRange: target }, reader);
    if (isCut && !between.hold(leftRange, left.clock + 1)) return 'passed-over';
    for (; itemRange !== target; itemRange = itemRange.right) {
      if (itemRange === null || between.size === maxSteps) return 'unsure';
      if (!between.hold(itemRange, itemRange.clock)) return 'passed-over';
    }
    // An author who knows the right neighbour knows what its author wrote before it.
    if (target !== null && right?.clock !== target.clock) return 'unsure';
    return between.isInOrder() ? between.size : 'unsure';
  }

  triedIn(site: Site): number {
    const sequence = this.#knownSequence(site);
    return sequence ? sequence.tried : 0;
  }

  isReversed(left: Id, right: Id): boolean {
    const from = this.#itemsOf(left.client).at(left.clock);
    const to = this.#itemsOf(right.client).at(right.clock);
    if (from === to) return right.clock <= left.clock;
    let ahead = from.right;
    let behind = to.right;
    for (let steps = 0; steps < maxSteps; steps++) {
      if (ahead === to || behind === null) return false;
      if (behind === from || ahead === null) return true;
      ahead = ahead.right;
      behind = behind.right;
    }
    return true;
  }

  liveParts(client: number, range: Range): readonly Range[] {
    const items = this.#itemsOf(client);
    const end = range.clock + range.length;
    const parts: { clock: number; length: number }[] = [];
    for (
      let itemRange: ItemRange | undefined = items.at(range.clock);
      itemRange && itemRange.clock < end;
      itemRange = items.after(itemRange)
    ) {
      if (itemRange.isDeleted) continue;
      const from = Math.max(range.clock, itemRange.clock);
      const to = Math.min(end, itemRange.end);
      const last = parts.at(-1);
      if (last && last.clock + last.length === from) last.length += to - from;
      else parts.push({ clock: from, length: to - from });
    }
    return parts;
  }

  /** Encodes the state vector as Y.encodeStateVector does. */
  stateVector(): Uint8Array {
    const bytes: number[] = [];
    const write = (value: number): void => {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 | (rest % 128));
      bytes.push(rest);
    };
    const clients = [...this.#itemsByClient.values()].sort((a, b) => b.client - a.client);
    write(clients.length);
    for (const { client, end } of clients) {
      write(client);
      write(end);
    }
    return Uint8Array.from(bytes);
  }

  /** The sequences of every root, for what walks the whole text. */
  get roots(): ReadonlyMap<string, ParentType> {
    return this.#roots;
  }

  /** Counts the roots, and the keys of attributes. */
  get parts(): number {
    return this.#roots.size + (this.#roots.get(attributesRoot)?.keys?.size ?? 0);
  }

  rootsOf(id: string): readonly string[] {
    return this.placements.rootsOf(id);
  }

  #firstIn(site: Site): ItemRange | null {
    return this.#knownSequence(site)?.first ?? null;
  }

  #knownSequence(site: Site): Sequence | null {
    const sequence = site instanceof Sequence ? site : this.siteIn(site.holder ?? site.root ?? '', site.key);
    return sequence instanceof Sequence ? sequence : null;
  }

  #itemsOf(client: number): ClientItems {
    const items = this.#itemsByClient.get(client);
    if (!items) throw new Error('A struct was looked up beyond what is known');
    return items;
  }

  /**
   * `grown` collects the clock from which an author's ranges may be joined; null where they are joined at
   * once.
   */
  #add({ client, struct, site }: LocatedStruct, grown: Map<ClientItems, number> | null): void {
    let items = this.#itemsByClient.get(client);
    if (!items) this.#itemsByClient.set(client, (items = new ClientItems(client)));
    const known = items.end - struct.clock;
    if (known < 0) throw new Error('A struct was integrated before what it follows');
    if (known >= struct.length) return;
    if (grown && !grown.has(items)) grown.set(items, items.end);
    const length = struct.length - known;
    const sequence = this.#sequenceFor(site);
    if (sequence === null) return this.#addGone(items, length);
    const originItems = known > 0 ? items : struct.origin && this.#itemsOf(struct.origin.client);
    const originClock = known > 0 ? items.end - 1 : (struct.origin?.clock ?? 0);
    const left = originItems && this.#endingAt(originItems, originClock);
    const rightItems = struct.rightOrigin && this.#itemsOf(struct.rightOrigin.client);
    const rightClock = struct.rightOrigin?.clock ?? 0;
    const right = rightItems && this.#startingAt(rightItems, rightClock);
    if (left?.sequence === null || right?.sequence === null) return this.#addGone(items, length);
    if (
      grown === null &&
      left !== null &&
      left === items.last &&
      left.right === right &&
      left.what === struct.content &&
      canContinue(left.what) &&
      left.rightItems === rightItems &&
      left.rightClock === rightClock &&
      sequence.key === null
    ) {
      left.length += length;
      items.end += length;
      if (!left.isDeleted) sequence.length += length;
      return;
    }
    const itemRange = new ItemRange(items, items.end, length, itemContentOf(struct), sequence);
    itemRange.originItems = originItems;
    itemRange.originClock = originClock;
    itemRange.rightItems = rightItems;
    itemRange.rightClock = rightClock;
    this.#link(itemRange, sequence, left, right);
    if (!itemRange.isDeleted) this.#count(itemRange, sequence, 1);
    if (sequence.key !== null && sequence.root === attributesRoot) {
      const id = placedBy(sequence.key);
      if (id !== null && typeof struct.value === 'string') this.placements.wasIn(id, struct.value);
    }
    const before = items.last;
    items.push(itemRange);
    if (sequence.key !== null) {
      // The last of a key is its value; all before it are deleted.
      if (itemRange.right !== null) this.#delete(itemRange);
      else if (itemRange.left) this.#delete(itemRange.left);
    }
    if (before && grown === null) this.#join(before, itemRange);
  }

  #addGone(items: ClientItems, length: number): void {
    if (items.last?.what === 'gc') {
      items.last.length += length;
      items.end += length;
    } else items.push(new ItemRange(items, items.end, length, 'gc', null));
  }

  #link(itemRange: ItemRange, sequence: Sequence, left: ItemRange | null, right: ItemRange | null): void {
    const isPlain = left ? left.right === right : right !== null && right.left === null;
    const before = isPlain ? left : lastBefore(itemRange, left ? left.right : sequence.first, left, right);
    itemRange.left = before;
    if (before) {
      itemRange.right = before.right;
      before.right = itemRange;
    } else {
      itemRange.right = sequence.first;
      sequence.first = itemRange;
    }
    if (itemRange.right) itemRange.right.left = itemRange;
  }

  /** Null when it is gone by now. */
  #sequenceFor(site: ItemSite): Sequence | null {
    if (site === 'gone') return null;
    if (site instanceof Sequence) return site.isGone ? null : site;
    const parentType = site.root === null ? this.#parentTypeAt(site.holder) : this.#root(site.root);
    if (parentType === null) return null;
    const found = parentType.sequence(site.key);
    if (found) return found;
    const made = new Sequence(site);
    if (site.key === null) parentType.children = made;
    else (parentType.keys ??= new Map<string, Sequence>()).set(site.key, made);
    return made;
  }

  #root(name: string): ParentType {
    let root = this.#roots.get(name);
    if (!root) this.#roots.set(name, (root = new ParentType('type', null)));
    return root;
  }

  #parentTypeAt(id: Id | null): ParentType | null {
    const what = id && this.#itemsOf(id.client).at(id.clock).what;
    return what instanceof ParentType ? what : null;
  }

  /** Returns the range that ends with this clock, cut off there if need be; a gone one is never cut. */
  #endingAt(items: ClientItems, clock: number): ItemRange {
    const itemRange = items.at(clock);
    if (itemRange.sequence !== null && clock < itemRange.end - 1) this.#cut(itemRange, clock + 1);
    return itemRange;
  }

  #startingAt(items: ClientItems, clock: number): ItemRange {
    const itemRange = items.at(clock);
    return itemRange.sequence !== null && itemRange.clock < clock ? this.#cut(itemRange, clock) : itemRange;
  }

  /** Returns the part from this clock on. */
  #cut(itemRange: ItemRange, clock: number): ItemRange {
    const rest = new ItemRange(
      itemRange.items,
      clock,
      itemRange.end - clock,
      itemRange.what,
      itemRange.sequence
    );
    rest.originItems = itemRange.items;
    rest.originClock = clock - 1;
    rest.rightItems = itemRange.rightItems;
    rest.rightClock = itemRange.rightClock;
    rest.left = itemRange;
    rest.right = itemRange.right;
    if (rest.right) rest.right.left = rest;
    itemRange.right = rest;
    itemRange.length = clock - itemRange.clock;
    itemRange.items.insertAfter(itemRange, rest);
    this.#touched.push(rest);
    return rest;
  }

  #deleteRange(items: ClientItems, range: Range): void {
    const end = Math.min(range.clock + range.length, items.end);
    if (range.clock >= end) return;
    let itemRange: ItemRange | undefined = items.at(range.clock);
    if (!itemRange.isDeleted && itemRange.clock < range.clock) itemRange = this.#cut(itemRange, range.clock);
    for (; itemRange && itemRange.clock < end; itemRange = items.after(itemRange)) {
      if (itemRange.isDeleted) continue;
      if (end < itemRange.end) this.#cut(itemRange, end);
      this.#delete(itemRange);
    }
  }

  /** Counts a range that is new and not deleted (1), or is being deleted (-1). */
  #count({ length, what }: ItemRange, sequence: Sequence, by: 1 | -1): void {
    const before = sequence.length;
    sequence.length += by * length;
    if (sequence.key !== null) {
      if (before !== 0 && sequence.length !== 0) return;
      if (sequence.root === answersRoot) this.answers.changed(sequence.key, by);
      else this.placements.keyChanged(sequence.root, sequence.key, by);
    } else if (what instanceof EmbedContent && sequence.root !== null) {
      if (what.name === 'block') sequence.blocks += by;
      if (what.id === null) return;
      if (by === 1) this.placements.embedAdded(what.id, sequence.root);
      else this.placements.embedDeleted(what.id, sequence.root);
    }
  }

  #delete(itemRange: ItemRange): void {
    if (itemRange.isDeleted) return;
    if (itemRange.sequence) this.#count(itemRange, itemRange.sequence, -1);
    if (itemRange.what instanceof ParentType) this.#collapse(itemRange.what);
    itemRange.what = 'deleted';
    this.#touched.push(itemRange);
  }

  /** Collapses the content of a deleted type, at any depth. */
  #collapse(parentType: ParentType): void {
    const open = [parentType];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const sequence of [next.children, ...(next.keys?.values() ?? [])]) {
        if (sequence === null) continue;
        sequence.isGone = true;
        for (let itemRange = sequence.first; itemRange;) {
          const { right, what } = itemRange;
          if (what instanceof ParentType) open.push(what);
          itemRange.collapse();
          this.#touched.push(itemRange);
          itemRange = right;
        }
        sequence.first = null;
      }
    }
  }

  #joinTouched(): void {
    const touched = this.#touched;
    this.#touched = [];
    for (const itemRange of touched) {
      const { items } = itemRange;
      // It may have become part of another meanwhile.
      if (items.at(itemRange.clock) !== itemRange) continue;
      const after = items.after(itemRange);
      if (after) this.#join(itemRange, after);
      const before = items.before(itemRange);
      if (before) this.#join(before, itemRange);
    }
  }

  #joinFrom(items: ClientItems, clock: number): void {
    let itemRange = items.at(Math.max(0, clock - 1));
    for (let next = items.after(itemRange); next; next = items.after(itemRange))
      if (!this.#join(itemRange, next)) itemRange = next;
  }

  /** False when they cannot be one. */
  #join(itemRange: ItemRange, next: ItemRange): boolean {
    if (!itemRange.isContinuedBy(next)) return false;
    next.items.remove(next);
    itemRange.length += next.length;
    if (next.sequence === null) return true;
    itemRange.right = next.right;
    if (itemRange.right) itemRange.right.left = itemRange;
    return true;
  }
}

function itemContentOf({ content, name, value }: Struct): ItemRange['what'] {
  if (content === 'embed') return new EmbedContent(name, value);
  return content === 'element' || content === 'text' || content === 'type'
    ? new ParentType(content, name)
    : content;
}

/**
 * Finds, of the concurrent ranges at the same spot, the last that comes before this one; this implements all
 * of Yjs' order.
 */
function lastBefore(
  itemRange: ItemRange,
  first: ItemRange | null,
  left: ItemRange | null,
  right: ItemRange | null
): ItemRange | null {
  let before = left;
  /**
   * Maps the ranges passed so far to their position; from `settled` on it is open whether they come before
   * this range.
   */
  const passed = new Map<ItemRange, number>();
  let settled = 0;
  for (let other = first; other !== null && other !== right; other = other.right) {
    passed.set(other, passed.size);
    if (other.originItems === itemRange.originItems && other.originClock === itemRange.originClock) {
      if (other.items.client < itemRange.items.client) {
        before = other;
        settled = passed.size;
      } else if (other.rightItems === itemRange.rightItems && other.rightClock === itemRange.rightClock)
        break;
    } else {
      const origin = other.originItems && passed.get(other.originItems.at(other.originClock));
      if (origin === null || origin === undefined) break;
      if (origin < settled) {
        before = other;
        settled = passed.size;
      }
    }
  }
  return before;
}
