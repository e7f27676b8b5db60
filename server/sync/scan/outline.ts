/**
 * Finds where the structs of a long update begin, so that it can be cut between any two of them. Does not
 * check whether they may be accepted.
 */
import { maxClock } from '#wire/messages.ts';
import { Cursor, Malformed } from './cursor.ts';
import { clientId, parseDeletions, parseStruct, type Range } from './parse.ts';

/** Marks a struct: its first clock, and where it begins in the bytes. */
export interface Mark {
  readonly clock: number;
  readonly at: number;
}

/**
 * Outlines an update with structs of one client only. It is read in steps, since tens of thousands of structs
 * take time.
 */
export class Outline {
  readonly client: number;
  readonly structs: number;
  /** Sets how many structs lie between two marks, fewer before the end. */
  readonly every: number;
  readonly #cursor: Cursor;
  readonly #marks: Mark[] = [];
  #deletions: ReadonlyMap<number, readonly Range[]> = new Map();
  #read = 0;
  #clock: number;

  /**
   * Begins an outline. Null where there is nothing to cut: fewer than twice so many structs, or those of
   * several clients, of which one may build on the other's.
   */
  static begin(update: Uint8Array, every: number): Outline | null {
    try {
      const cursor = new Cursor(update);
      if (cursor.count(5) !== 1) return null;
      const structs = cursor.count(2);
      return structs < 2 * every ? null : new Outline(cursor, structs, every);
    } catch (error) {
      if (error instanceof Malformed) return null;
      throw error;
    }
  }

  private constructor(cursor: Cursor, structs: number, every: number) {
    this.client = clientId(cursor);
    this.#clock = cursor.uint(maxClock - 1);
    this.#cursor = cursor;
    this.structs = structs;
    this.every = every;
  }

  /**
   * Lists a mark for every so many structs, from the first on, and the end behind the last. Complete when all
   * is read.
   */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  get deletions(): ReadonlyMap<number, readonly Range[]> {
    return this.#deletions;
  }

  /**
   * Reads on through so many structs; false while there is more. Throws Malformed, after which the outline is
   * unusable.
   */
  readOn(structs: number): boolean {
    for (const end = Math.min(this.#read + structs, this.structs); this.#read < end; this.#read++) {
      if (this.#read % this.every === 0) this.#mark();
      this.#clock += parseStruct(this.#cursor, this.#clock).length;
    }
    if (this.#read < this.structs) return false;
    this.#mark();
    this.#deletions = parseDeletions(this.#cursor);
    this.#cursor.end();
    return true;
  }

  #mark(): void {
    this.#marks.push({ clock: this.#clock, at: this.#cursor.at });
  }
}
