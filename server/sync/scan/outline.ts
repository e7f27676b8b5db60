/**
 * Finds where the structs of a long update begin, so that it can be cut. Does not check whether they may be
 * accepted.
 */
import { maxClock } from '#wire/messages.ts';
import { Cursor, Malformed } from './cursor.ts';
import { clientId, parseDeletions, parseStruct, type DeletionLimits, type Range } from './parse.ts';
import { largestValue } from './values.ts';

/** Describes the structs of one client id in an update: the bytes and the clocks from the first to the last. */
export interface Stretch {
  readonly client: number;
  readonly structs: number;
  readonly clock: number;
  readonly at: number;
  readonly endClock: number;
  readonly endAt: number;
}

/** Sets how many bytes of values take as long as a struct. */
const bytesOfStruct = 20;
/** Sets how many bytes are read at a time at most, but for one struct. */
export const bytesRead = 128 * 1024;

/** It is read in steps, since tens of thousands of structs take time. */
export class Outline {
  readonly #cursor: Cursor;
  readonly #stretches: Stretch[] = [];
  readonly #met = new Set<number>();
  /** Counts the client ids with structs, as the update states it. */
  readonly clients: number;
  #deletions: ReadonlyMap<number, readonly Range[]> = new Map();
  #sections: number;
  #structs = 0;
  /** Counts the bytes of values, of which each takes time to read; a picture's and a text's take none. */
  #valueBytes = 0;
  /** The stretch that is being read; `left` counts its structs that are still to come. */
  #open: { stretch: Stretch; clock: number; left: number } | null = null;

  /** Null where there is one client id with fewer than so many structs. */
  static begin(update: Uint8Array, least: number): Outline | null {
    try {
      const cursor = new Cursor(update);
      const sections = cursor.count(5);
      const { at } = cursor;
      if (sections === 1 && cursor.count(2) < least) return null;
      cursor.at = at;
      return new Outline(cursor, sections);
    } catch (error) {
      if (error instanceof Malformed) return null;
      throw error;
    }
  }

  private constructor(cursor: Cursor, sections: number) {
    this.#cursor = cursor;
    this.#sections = sections;
    this.clients = sections;
  }

  /** Lists the stretches of all client ids, in the order of the bytes. Complete when all is read. */
  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  get structs(): number {
    return this.#structs;
  }

  /** Estimates what it costs to validate all of it, in structs. */
  get cost(): number {
    return this.#structs + this.#valueBytes / bytesOfStruct;
  }

  get deletions(): ReadonlyMap<number, readonly Range[]> {
    return this.#deletions;
  }

  /**
   * Reads on through so many structs; false while there is more. Throws Malformed, after which the outline is
   * unusable.
   */
  readOn(structs: number, limits?: DeletionLimits): boolean {
    const start = this.#cursor.at;
    for (let read = 0; read < structs && this.#cursor.at - start < bytesRead; read++) {
      const open = (this.#open ??= this.#begin());
      if (!open) break;
      const { length, content, size } = parseStruct(this.#cursor, open.clock);
      open.clock += length;
      this.#structs++;
      if (content !== 'string' && size <= largestValue) this.#valueBytes += size;
      if (--open.left > 0) continue;
      this.#stretches.push({ ...open.stretch, endClock: open.clock, endAt: this.#cursor.at });
      this.#open = null;
    }
    if (this.#open || this.#sections > 0) return false;
    this.#deletions = parseDeletions(this.#cursor, limits);
    this.#cursor.end();
    return true;
  }

  #begin(): { stretch: Stretch; clock: number; left: number } | null {
    if (this.#sections === 0) return null;
    this.#sections--;
    const structs = this.#cursor.count(2);
    if (structs === 0) throw new Malformed('client without structs');
    const client = clientId(this.#cursor);
    if (this.#met.has(client)) throw new Malformed('client twice');
    this.#met.add(client);
    const clock = this.#cursor.uint(maxClock - 1);
    const { at } = this.#cursor;
    return { stretch: { client, structs, clock, at, endClock: clock, endAt: at }, clock, left: structs };
  }
}
