/**
 * Stores the structure of a room's text, without the text: ranges of structs, each in its sequence and in the
 * clock order of its client id. The objects are small, for there are tens of thousands in an old text.
 */
import type { KnownStruct, ItemSite, Site } from './knowledge.ts';
import { idOfEmbed } from './embeds.ts';
import type { Content, Id } from './parse.ts';

/** Represents a type: a root, or what a struct holds. */
export class ParentType {
  readonly content: 'element' | 'text' | 'type';
  readonly name: string | null;
  children: Sequence | null = null;
  keys: Map<string, Sequence> | null = null;

  constructor(content: ParentType['content'], name: string | null) {
    this.content = content;
    this.name = name;
  }

  sequence(key: string | null): Sequence | undefined {
    return (key === null ? this.children : this.keys?.get(key)) ?? undefined;
  }
}

/** Represents an embed by its kind and its id. */
export class EmbedContent {
  readonly content = 'embed';
  readonly name: string | null;
  readonly id: string | null;

  constructor(name: string | null, value: unknown) {
    this.name = name;
    this.id = idOfEmbed(name, value);
  }
}

/** Represents a site with its item ranges, deleted or not; of a key the last is its value. */
export class Sequence implements Site {
  readonly root: string | null;
  readonly holder: Id | null;
  readonly within: Site['within'];
  readonly element: string | null;
  readonly key: string | null;
  readonly depth: number;
  first: ItemRange | null = null;
  /** Counts what is not deleted: characters, embeds and formats. */
  length = 0;
  /** Counts the markers of blocks that are not deleted. */
  blocks = 0;
  /** Counts the updates in it that were accepted only after a trial. */
  tried = 0;
  /** States that its parent was deleted. */
  isGone = false;

  constructor({ root, holder, within, element, key, depth }: Site) {
    this.root = root;
    this.holder = holder;
    this.within = within;
    this.element = element;
    this.key = key;
    this.depth = depth;
  }
}

export type Plain = Exclude<Content, 'element' | 'text' | 'type' | 'embed'>;
type Held = Plain | ParentType | EmbedContent;

/**
 * Holds structs that follow one another by clock and, with nothing between, in their sequence; Yjs stores
 * them as one item.
 */
export class ItemRange implements KnownStruct {
  readonly items: ClientItems;
  clock: number;
  length: number;
  what: Held;
  /** Holds its sequence; null once it is gone. */
  sequence: Sequence | null;
  originItems: ClientItems | null = null;
  originClock = 0;
  rightItems: ClientItems | null = null;
  rightClock = 0;
  left: ItemRange | null = null;
  right: ItemRange | null = null;

  constructor(items: ClientItems, clock: number, length: number, what: Held, sequence: Sequence | null) {
    this.items = items;
    this.clock = clock;
    this.length = length;
    this.what = what;
    this.sequence = sequence;
  }

  get end(): number {
    return this.clock + this.length;
  }

  get site(): ItemSite {
    return this.sequence ?? 'gone';
  }

  get content(): Content {
    return typeof this.what === 'string' ? this.what : this.what.content;
  }

  get name(): string | null {
    return typeof this.what === 'string' ? null : this.what.name;
  }

  get isDeleted(): boolean {
    return this.what === 'deleted' || this.what === 'gc';
  }

  /** Collapses the range because its parent was deleted: its former position is unknown from then on. */
  collapse(): void {
    this.what = 'gc';
    this.sequence = this.left = this.right = this.originItems = this.rightItems = null;
  }

  /** Checks whether the next range by clock only continues this one. */
  isContinuedBy(next: ItemRange): boolean {
    if (this.what !== next.what) return false;
    if (next.what === 'gc') return true;
    return (
      canContinue(next.what) &&
      this.right === next &&
      next.originItems === this.items &&
      next.originClock === this.end - 1 &&
      this.rightItems === next.rightItems &&
      this.rightClock === next.rightClock
    );
  }
}

export const canContinue = (what: Held): boolean => what === 'string' || what === 'deleted' || what === 'any';

/** Limits the ranges stored in one array; a cut in an old text moves no more than these. */
const chunkLength = 512;

/** Holds the item ranges of a client id by clock, without a gap. */
export class ClientItems {
  readonly client: number;
  /** Gives the next clock expected. */
  end = 0;
  last: ItemRange | null = null;
  readonly #chunks: ItemRange[][] = [];
  /** Remembers the position of the range that was looked up last. */
  #chunk = 0;
  #index = 0;

  constructor(client: number) {
    this.client = client;
  }

  push(itemRange: ItemRange): void {
    const chunk = this.#chunks.at(-1);
    if (chunk && chunk.length < chunkLength) chunk.push(itemRange);
    else this.#chunks.push([itemRange]);
    this.last = itemRange;
    this.end = itemRange.end;
  }

  /** Returns the range that covers a clock below the end. */
  at(clock: number): ItemRange {
    const itemRange = this.last && clock >= this.last.clock ? this.last : this.#find(clock);
    if (!itemRange || clock >= this.end) throw new Error('A struct was looked up beyond what is known');
    return itemRange;
  }

  before(itemRange: ItemRange): ItemRange | undefined {
    this.#find(itemRange.clock);
    return this.#chunks[this.#chunk]?.[this.#index - 1] ?? this.#chunks[this.#chunk - 1]?.at(-1);
  }

  after(itemRange: ItemRange): ItemRange | undefined {
    if (itemRange === this.last) return undefined;
    this.#find(itemRange.clock);
    return this.#chunks[this.#chunk]?.[this.#index + 1] ?? this.#chunks[this.#chunk + 1]?.[0];
  }

  insertAfter(itemRange: ItemRange, added: ItemRange): void {
    this.#find(itemRange.clock);
    const chunk = this.#chunks[this.#chunk];
    chunk?.splice(this.#index + 1, 0, added);
    if (chunk && chunk.length > chunkLength)
      this.#chunks.splice(this.#chunk + 1, 0, chunk.splice(chunkLength >> 1));
    if (itemRange === this.last) this.last = added;
  }

  remove(itemRange: ItemRange): void {
    const before = this.before(itemRange) ?? null;
    this.#find(itemRange.clock);
    const chunk = this.#chunks[this.#chunk];
    chunk?.splice(this.#index, 1);
    if (chunk?.length === 0) this.#chunks.splice(this.#chunk, 1);
    if (itemRange === this.last) this.last = before;
  }

  #find(clock: number): ItemRange | undefined {
    const chunks = this.#chunks;
    const met = chunks[this.#chunk]?.[this.#index];
    if (met && clock >= met.clock) {
      if (clock < met.end) return met;
      const next = chunks[this.#chunk]?.[this.#index + 1];
      if (next && clock < next.end) {
        this.#index++;
        return next;
      }
    }
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunks[middle]?.[0]?.clock ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    this.#chunk = low;
    const chunk = chunks[low] ?? [];
    low = 0;
    high = chunk.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunk[middle]?.clock ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    this.#index = low;
    return chunk[low];
  }
}
