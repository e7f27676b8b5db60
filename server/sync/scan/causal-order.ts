/**
 * Passes the structs of a long update in an order in which each comes after those that it refers to, as
 * resolve.ts does: an author's letters and the beginnings of blocks have client ids of their own, and stand next
 * to one another.
 */
import { Cursor, Malformed } from './cursor.ts';
import type { Stretch } from './outline.ts';
import { parseStruct, type Id, type Struct } from './parse.ts';

/** Represents how far the structs of one client id have been passed. */
interface Place {
  readonly stretch: Stretch;
  clock: number;
  at: number;
  left: number;
  /** The next struct and where it ends, once it has been read. */
  next: { readonly struct: Struct; readonly endAt: number } | null;
  /** States whether its next struct needs one of another that is being passed. */
  waiting: boolean;
}

/** Passes the structs of an update one by one, each after those of the same update that it refers to. */
export class CausalOrder {
  readonly #cursor: Cursor;
  readonly #places: readonly Place[];
  readonly #byClient: ReadonlyMap<number, Place>;
  /** The struct that is not passed, and whether it is the next. */
  #until: Id | null = null;
  #isThere = false;
  #bytesLeft = Number.POSITIVE_INFINITY;

  constructor(update: Uint8Array, stretches: readonly Stretch[]) {
    this.#cursor = new Cursor(update);
    this.#places = stretches.map((stretch) => ({
      stretch,
      clock: stretch.clock,
      at: stretch.at,
      left: stretch.structs,
      next: null,
      waiting: false
    }));
    this.#byClient = new Map(this.#places.map((place) => [place.stretch.client, place]));
  }

  /** Lists what has not been passed of each client id. */
  get rest(): Stretch[] {
    return this.#places
      .filter(({ left }) => left > 0)
      .map(({ stretch, clock, at, left }) => ({ ...stretch, clock, at, structs: left }));
  }

  /** Lists the clocks up to which each client id has been passed. */
  get reached(): { readonly client: number; readonly clock: number }[] {
    return this.#places.map(({ stretch: { client }, clock }) => ({ client, clock }));
  }

  /**
   * Passes so many structs, or all that are left, none from the given one on, and no further one after so many
   * bytes, and returns them. Throws Malformed where they wait for one another.
   */
  take(structs: number, until: Id | null = null, bytes = Number.POSITIVE_INFINITY): Stretch[] {
    this.#until = until;
    this.#bytesLeft = bytes;
    this.#isThere = false;
    const before = this.#places.map(({ clock, at, left }) => ({ clock, at, left }));
    let left = structs;
    for (const place of this.#places) {
      left -= this.#takeOf(place, left);
      if (this.#hasEnded()) break;
    }
    return this.#places.flatMap((place, n) => {
      const from = before[n];
      if (!from || from.left === place.left) return [];
      const { clock: endClock, at: endAt } = place;
      return { ...place.stretch, ...from, structs: from.left - place.left, endClock, endAt };
    });
  }

  /** Checks whether the struct was met at which to end, or so many bytes. */
  #hasEnded(): boolean {
    return this.#isThere || this.#bytesLeft <= 0;
  }

  /** Passes structs of one client id, and before each those of others that it refers to; returns how many. */
  #takeOf(first: Place, most: number): number {
    const stack: Place[] = [first];
    let taken = 0;
    for (let place = stack.at(-1); place && taken < most && this.#bytesLeft > 0; place = stack.at(-1)) {
      const needed = place.left > 0 ? this.#neededBy(place) : null;
      if (needed?.waiting) throw new Malformed('structs wait for each other');
      if (needed) {
        place.waiting = true;
        stack.push(needed);
        continue;
      }
      if (place.left > 0) {
        this.#isThere = place.stretch.client === this.#until?.client && place.clock === this.#until.clock;
        if (this.#isThere) break;
        this.#pass(place);
        taken++;
      }
      // What waits for this one may go on as soon as it can.
      if (place.left === 0 || stack.length > 1) {
        stack.pop();
        const waiting = stack.at(-1);
        if (waiting) waiting.waiting = false;
      }
    }
    for (const place of stack) place.waiting = false;
    return taken;
  }

  /** Returns the first of the others whose structs the next one of a place refers to before they are passed. */
  #neededBy(place: Place): Place | null {
    const { origin, rightOrigin, parent } = this.#read(place).struct;
    const holder = typeof parent === 'string' ? null : parent;
    return this.#ahead(place, origin) ?? this.#ahead(place, rightOrigin) ?? this.#ahead(place, holder);
  }

  #ahead(place: Place, id: Id | null): Place | null {
    const other = id && this.#byClient.get(id.client);
    return other && other !== place && id.clock >= other.clock && id.clock < other.stretch.endClock
      ? other
      : null;
  }

  /** Reads the next struct, once: another may be read before it is passed. */
  #read(place: Place): NonNullable<Place['next']> {
    if (place.next) return place.next;
    this.#cursor.at = place.at;
    const struct = parseStruct(this.#cursor, place.clock);
    place.next = { struct, endAt: this.#cursor.at };
    return place.next;
  }

  #pass(place: Place): void {
    const { struct, endAt } = this.#read(place);
    this.#bytesLeft -= endAt - place.at;
    place.at = endAt;
    place.clock += struct.length;
    place.left--;
    place.next = null;
  }
}
