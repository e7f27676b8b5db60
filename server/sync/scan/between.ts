import type { Reader } from './knowledge.ts';
import type { Id } from './parse.ts';
import type { ClientItems, ItemRange } from './item-ranges.ts';

export interface Neighbours {
  readonly left: Id | null;
  readonly leftRange: ItemRange | null;
  readonly right: Id | null;
  readonly rightRange: ItemRange | null;
}

/**
 * Collects the item ranges between two neighbours, as far as the writer's reading may not have included them.
 */
export class Between {
  readonly #neighbours: Neighbours;
  readonly #reader: Reader;
  /** Gives for each client how far an author must have read who knows the two neighbours. */
  readonly #read = new Map<number, number>();
  readonly #itemRanges = new Set<ItemRange>();

  constructor(neighbours: Neighbours, reader: Reader) {
    this.#neighbours = neighbours;
    this.#reader = reader;
    this.#readWith(neighbours.left, neighbours.leftRange);
    this.#readWith(neighbours.right, neighbours.rightRange);
  }

  get size(): number {
    return this.#itemRanges.size;
  }

  /**
   * Adds the next item range, from a clock on; of the left neighbour's own range, the part after the
   * neighbour. False where the reader must have known it.
   */
  hold(itemRange: ItemRange, clock: number): boolean {
    const { client } = itemRange.items;
    if (
      client === this.#reader.client ||
      (this.#read.get(client) ?? 0) > clock ||
      this.#reader.hasRead(client, clock)
    )
      return false;
    this.#itemRanges.add(itemRange);
    return true;
  }

  /**
   * Checks whether every range is where an editor would put it: between the same two neighbours or next to
   * one another, or around either without having read it. A range that reaches beyond a neighbour that its
   * author knew moves elsewhere when it meets the newly inserted struct at the next load.
   */
  isInOrder(): boolean {
    const { left, leftRange, right } = this.#neighbours;
    for (const itemRange of this.#itemRanges) {
      const { originItems, originClock, rightItems, rightClock } = itemRange;
      const beginsHere =
        itemRange === leftRange ||
        isAt(left, originItems, originClock) ||
        this.#holds(originItems, originClock);
      const endsHere = isAt(right, rightItems, rightClock) || this.#holds(rightItems, rightClock);
      if (!beginsHere && (this.#holds(rightItems, rightClock) || hasRead(itemRange, left))) return false;
      if (!endsHere && (this.#holds(originItems, originClock) || hasRead(itemRange, right))) return false;
    }
    return true;
  }

  #holds(items: ClientItems | null, clock: number): boolean {
    if (items === null) return false;
    const itemRange = items.at(clock);
    const { left, leftRange } = this.#neighbours;
    return (
      this.#itemRanges.has(itemRange) && (itemRange !== leftRange || left === null || clock > left.clock)
    );
  }

  #readWith(id: Id | null, itemRange: ItemRange | null): void {
    if (!id || !itemRange) return;
    this.#readThrough(id.client, id.clock);
    if (itemRange.originItems) this.#readThrough(itemRange.originItems.client, itemRange.originClock);
    if (itemRange.rightItems) this.#readThrough(itemRange.rightItems.client, itemRange.rightClock);
  }

  #readThrough(client: number, clock: number): void {
    if (clock >= (this.#read.get(client) ?? 0)) this.#read.set(client, clock + 1);
  }
}

const isAt = (id: Id | null, items: ClientItems | null, clock: number): boolean =>
  id === null || items === null ? id === items : id.client === items.client && id.clock === clock;

/**
 * Checks whether the author of an item range has read an id, as far as its neighbours and their neighbours
 * show; the beginning and the end of a sequence are known to everyone.
 */
function hasRead(itemRange: ItemRange, id: Id | null): boolean {
  if (id === null) return true;
  const reaches = (items: ClientItems | null, clock: number): boolean =>
    items?.client === id.client && clock >= id.clock;
  const neighboursReach = ({ originItems, originClock, rightItems, rightClock }: ItemRange): boolean =>
    reaches(originItems, originClock) || reaches(rightItems, rightClock);
  return (
    reaches(itemRange.items, itemRange.clock) ||
    neighboursReach(itemRange) ||
    (itemRange.originItems !== null && neighboursReach(itemRange.originItems.at(itemRange.originClock))) ||
    (itemRange.rightItems !== null && neighboursReach(itemRange.rightItems.at(itemRange.rightClock)))
  );
}
