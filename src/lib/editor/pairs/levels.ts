/**
 * Computes how much room is put above the blocks of two columns, so that the tops of a pair stand on one line. It is
 * pure: tops go in, room comes out.
 */

/** `room` is what is above it now and part of where it stands. */
export interface MeasuredBlock {
  readonly id: string;
  /** The distance of the block's words from the top of both columns, in pixels. */
  readonly top: number;
  readonly room: number;
}

export interface Levels {
  /** Maps the blocks that need room above them to its height in pixels. */
  readonly rooms: ReadonlyMap<string, number>;
  /** Maps each block to its top with that room, in pixels. */
  readonly tops: ReadonlyMap<string, number>;
}

/** Browsers place boxes at 64ths of a pixel. */
const rounded = (pixels: number): number => Math.round(pixels * 64) / 64;

/**
 * Levels as many pairs as possible: those that stand in one order in both columns. Of pairs that cross each other one
 * is levelled, and the other stands where its column has it. Each list is in the order of its column.
 */
export function levelsOf(
  first: readonly MeasuredBlock[],
  second: readonly MeasuredBlock[],
  partners: ReadonlyMap<string, string>
): Levels {
  const places = new Map(second.map(({ id }, index) => [id, index]));
  const paired = first.flatMap(({ id }, index) => {
    const partner = partners.get(id);
    const to = partner === undefined ? undefined : places.get(partner);
    return to === undefined ? [] : [{ at: index, to }];
  });
  const rooms = new Map<string, number>();
  const tops = new Map<string, number>();
  const columns = [new Column(first, rooms, tops), new Column(second, rooms, tops)] as const;
  for (const { at, to } of longestInOrder(paired)) {
    const [one, other] = [columns[0].advance(at), columns[1].advance(to)];
    if (one < other) columns[0].raise(at, other - one);
    else columns[1].raise(to, one - other);
  }
  columns[0].advance(first.length - 1);
  columns[1].advance(second.length - 1);
  return { rooms, tops };
}

/** Walks down a column; what is put above a block moves all those behind it. */
class Column {
  readonly #blocks: readonly MeasuredBlock[];
  readonly #rooms: Map<string, number>;
  readonly #tops: Map<string, number>;
  #next = 0;
  /** Sums up the room that is above the blocks so far, as measured and as it will be. */
  #was = 0;
  #now = 0;

  constructor(blocks: readonly MeasuredBlock[], rooms: Map<string, number>, tops: Map<string, number>) {
    this.#blocks = blocks;
    this.#rooms = rooms;
    this.#tops = tops;
  }

  /** Places the blocks up to this one, and returns its top. */
  advance(to: number): number {
    let top = 0;
    for (; this.#next <= to; this.#next++) {
      const block = this.#blocks[this.#next];
      if (!block) break;
      this.#was += block.room;
      top = block.top - this.#was + this.#now;
      this.#tops.set(block.id, top);
    }
    return top;
  }

  raise(at: number, by: number): void {
    const block = this.#blocks[at];
    const room = rounded(by);
    if (!block || room <= 0) return;
    this.#rooms.set(block.id, room);
    this.#now += room;
    this.#tops.set(block.id, (this.#tops.get(block.id) ?? 0) + room);
  }
}

interface Step {
  readonly at: number;
  readonly to: number;
}

/** Returns the longest part of a list, which is in the order of `at`, that is in the order of `to` as well. */
function longestInOrder(steps: readonly Step[]): Step[] {
  /** Holds for each length the step that ends the part of this length with the least `to`. */
  const ends: number[] = [];
  const before: number[] = [];
  steps.forEach(({ to }, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[ends[middle] ?? -1]?.to ?? Infinity) < to) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const found: Step[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const step = steps[at];
    if (step) found.push(step);
  }
  return found.toReversed();
}
