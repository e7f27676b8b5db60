/**
 * What a room knows of the structs it holds, as the scanner needs it: how far each client id has come,
 * and where a struct stands.
 */
import type { Content, Id, Range } from './parse.ts';

/** One sequence of the tree: the children of a type, or the values of one of its keys. Equal places are the same object. */
export interface Site {
  /** The root's name; null under a struct. */
  readonly root: string | null;
  /** The struct that holds the parent type; null under a root. */
  readonly holder: Id | null;
  readonly within: 'root' | 'element' | 'text' | 'type';
  /** The name of the element whose children or attributes these are. */
  readonly element: string | null;
  /** The key of a map or the attribute of an element; null for a place in a sequence. */
  readonly key: string | null;
  readonly depth: number;
}

/** Where a struct stands in the tree; `gone` once its parent was deleted, when nobody can tell any more. */
export type ItemSite = 'gone' | Site;

export interface KnownStruct {
  readonly site: ItemSite;
  /** The clock after what stands together with it in this place. */
  readonly end: number;
  readonly content: Content;
  /** The name of an element. */
  readonly name: string | null;
}

/** Who puts something between two neighbours. */
export interface Reader {
  /** Its own client id, all of which it has read. */
  readonly client: number;
  /** Whether it is known to have read so far of another client. */
  hasRead(client: number, clock: number): boolean;
}

export interface Knowledge {
  /** The next clock expected of a client id; 0 for an unknown one. */
  clockOf(client: number): number;
  /** For clocks below clockOf. */
  structAt(client: number, clock: number): KnownStruct;
  /** The place under a root or a known type, if anything stands there already. */
  siteIn(parent: string | Id, key: string | null): Site | undefined;
  /**
   * How many structs of other clients stand between two known neighbours in a known place (null: its beginning, its end): 0 where
   * they stand side by side. Unsure where something between them must have been known to the reader, reaches beyond them, is in the
   * wrong order, or is too much to look at.
   */
  between(site: Site, left: Id | null, right: Id | null, reader: Reader): number | 'unsure';
  /** Whether, of two known structs in one place, the right one stands before the left, or they stand too far apart to be sure. */
  isReversed(left: Id, right: Id): boolean;
  /** The parts of a range, all below clockOf, that are not deleted yet. */
  liveParts(client: number, range: Range): readonly Range[];
}

/** Of structs or ranges in order, the last that begins at a clock or before it. */
export function indexAt(structs: readonly Range[], clock: number): number {
  let low = 0;
  let high = structs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((structs[middle]?.clock ?? 0) <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}
