/**
 * Stores the structure of a room's text, without the text: ranges of structs, each in its sequence and in the
 * clock order of its client id. The objects are small, for there are tens of thousands in an old text.
 */
import { ClockRanges } from './clock-ranges.ts';
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
type ItemContent = Plain | ParentType | EmbedContent;

/**
 * Holds structs that follow one another by clock and, with nothing between, in their sequence; Yjs stores
 * them as one item.
 */
export class ItemRange implements KnownStruct {
  readonly items: ClientItems;
  clock: number;
  length: number;
  what: ItemContent;
  /** Null once it is gone. */
  sequence: Sequence | null;
  originItems: ClientItems | null = null;
  originClock = 0;
  rightItems: ClientItems | null = null;
  rightClock = 0;
  left: ItemRange | null = null;
  right: ItemRange | null = null;

  constructor(
    items: ClientItems,
    clock: number,
    length: number,
    what: ItemContent,
    sequence: Sequence | null
  ) {
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

export const canContinue = (what: ItemContent): boolean =>
  what === 'string' || what === 'deleted' || what === 'any';

/** Holds the item ranges of a client id by clock, without a gap. */
export class ClientItems extends ClockRanges<ItemRange> {
  readonly client: number;

  constructor(client: number) {
    super();
    this.client = client;
  }

  /** Returns the range that covers a clock below the end. */
  at(clock: number): ItemRange {
    const itemRange = this.find(clock);
    if (!itemRange || clock >= this.end) throw new Error('A struct was looked up beyond what is known');
    return itemRange;
  }
}
