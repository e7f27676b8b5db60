/**
 * Defines what the scanner needs to know of a room's structs: how far each client id has come, and the site
 * of each struct.
 */
import type { Content, Id, Range } from './parse.ts';

/**
 * Describes one sequence of the tree: the children of a type, or the values of one of its keys. Equal sites
 * are the same object.
 */
export interface Site {
  /** Null under a struct. */
  readonly root: string | null;
  /** The struct that holds the parent type; null under a root. */
  readonly holder: Id | null;
  readonly within: 'root' | 'element' | 'text' | 'type';
  /** The name of the element whose children or attributes these are. */
  readonly element: string | null;
  /** The key of a map or the attribute of an element; null for a sequence of children. */
  readonly key: string | null;
  readonly depth: number;
}

/** `gone` once its parent was deleted and the site is unknown. */
export type ItemSite = 'gone' | Site;

export interface KnownStruct {
  readonly site: ItemSite;
  /** Gives the clock after the structs that are together with it in this site. */
  readonly end: number;
  readonly content: Content;
  /** The name of an element, or the kind of an embed. */
  readonly name: string | null;
}

/**
 * Counts the concurrent writers at the same spot that a struct has to pass; 0 is the plain case. `passed-over`
 * where something between its neighbours must have been known to its author, which no editor writes; `unsure`
 * where that reaches beyond them, is in the wrong order, or is too much to look at.
 */
export type Crowding = number | 'passed-over' | 'unsure';

/** Describes the author who puts something between two neighbours. */
export interface Reader {
  /** Its own client id, all of which it has read. */
  readonly client: number;
  /** Checks whether the author is known to have read so far of another client. */
  hasRead(client: number, clock: number): boolean;
}

export interface Knowledge {
  /** Returns the next clock expected of a client id; 0 for an unknown one. */
  clockOf(client: number): number;
  /** Returns the struct at a clock below clockOf. */
  structAt(client: number, clock: number): KnownStruct;
  /** Returns the site under a root or a known type, if it holds anything already. */
  siteIn(parent: string | Id, key: string | null): Site | undefined;
  /**
   * Counts the structs of other clients between two known neighbours in a known site (null: its beginning,
   * its end): 0 where they are adjacent.
   */
  between(site: Site, left: Id | null, right: Id | null, reader: Reader): Crowding;
  /**
   * Counts the updates with structs in a site that were accepted only after a trial: none between two structs
   * that stand side by side may be taken for one that an editor would have put there.
   */
  triedIn(site: Site): number;
  /**
   * Checks whether, of two known structs in one site, the right one comes before the left, or they are too
   * far apart to be sure.
   */
  isReversed(left: Id, right: Id): boolean;
  /** Lists the roots in which embeds with an id are or were. */
  rootsOf(id: string): readonly string[];
  /** Lists the parts of a range, all below clockOf, that are not deleted yet. */
  liveParts(client: number, range: Range): readonly Range[];
}

/** Finds, of structs or ranges in order, the last that begins at a clock or before it. */
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
