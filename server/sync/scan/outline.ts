/**
 * Finds where the structs of a long update begin, so that it can be cut. Does not check whether they may be
 * accepted.
 */
import { maxClock } from '#wire/messages.ts';
import { Cursor, Malformed } from './cursor.ts';
import { clientId, parseDeletions, parseStruct, type Range } from './parse.ts';

/** Describes the structs of one client id in an update: the bytes and the clocks from the first to the last. */
export interface Stretch {
  readonly client: number;
  readonly structs: number;
  readonly clock: number;
  readonly at: number;
  readonly endClock: number;
  readonly endAt: number;
}

/** Limits the client ids of an update that is cut. An editor has two for each page that somebody opens. */
const mostClients = 64;

/** Outlines an update. It is read in steps, since tens of thousands of structs take time. */
export class Outline {
  readonly #cursor: Cursor;
  readonly #stretches: Stretch[] = [];
  #deletions: ReadonlyMap<number, readonly Range[]> = new Map();
  #sections: number;
  /** The stretch that is being read; `left` counts its structs that are still to come. */
  #open: { stretch: Stretch; clock: number; left: number } | null = null;

  /** Begins an outline. Null where there are too many client ids, or only one and fewer than so many structs. */
  static begin(update: Uint8Array, least: number): Outline | null {
    try {
      const cursor = new Cursor(update);
      const sections = cursor.count(5);
      if (sections === 0 || sections > mostClients) return null;
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
  }

  /** Lists the stretches of all client ids, in the order of the bytes. Complete when all is read. */
  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  /** Counts the structs. */
  get structs(): number {
    return this.#stretches.reduce((sum, { structs }) => sum + structs, 0);
  }

  get deletions(): ReadonlyMap<number, readonly Range[]> {
    return this.#deletions;
  }

  /**
   * Reads on through so many structs; false while there is more. Throws Malformed, after which the outline is
   * unusable.
   */
  readOn(structs: number): boolean {
    for (let read = 0; read < structs; read++) {
      const open = (this.#open ??= this.#begin());
      if (!open) break;
      open.clock += parseStruct(this.#cursor, open.clock).length;
      if (--open.left > 0) continue;
      this.#stretches.push({ ...open.stretch, endClock: open.clock, endAt: this.#cursor.at });
      this.#open = null;
    }
    if (this.#open || this.#sections > 0) return false;
    this.#deletions = parseDeletions(this.#cursor);
    this.#cursor.end();
    return true;
  }

  #begin(): { stretch: Stretch; clock: number; left: number } | null {
    if (this.#sections === 0) return null;
    this.#sections--;
    const structs = this.#cursor.count(2);
    if (structs === 0) throw new Malformed('client without structs');
    const client = clientId(this.#cursor);
    if (this.#stretches.some((other) => other.client === client)) throw new Malformed('client twice');
    const clock = this.#cursor.uint(maxClock - 1);
    const { at } = this.#cursor;
    return { stretch: { client, structs, clock, at, endClock: clock, endAt: at }, clock, left: structs };
  }
}
