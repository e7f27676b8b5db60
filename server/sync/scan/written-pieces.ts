/** Follows the pieces of text that the author of an update has written, and the gaps between them. */
import { firstStructureId } from '#document/client-ids.ts';
import { ClockRanges } from './clock-ranges.ts';
import type { Reader } from './knowledge.ts';
import type { Id } from './parse.ts';

/** Represents the beginning of a sequence: no clock, since nothing is left of it. */
const beginning = -1;

/** Represents two neighbours in the known text, and what the author has put between them. */
export class Gap {
  readonly right: Id | null;
  /** Counts the others who wrote in between at once. */
  readonly crowd: number;
  first: Piece | null = null;

  constructor(right: Id | null, crowd: number) {
    this.right = right;
    this.crowd = crowd;
  }
}

/** Represents a new struct, or a part of one, in its author's own text. */
export class Piece {
  readonly client: number;
  readonly clock: number;
  end: number;
  readonly origin: Id | null;
  readonly right: Id | null;
  readonly gap: Gap;
  previous: Piece | null = null;
  next: Piece | null = null;

  constructor(
    client: number,
    { clock, end }: { readonly clock: number; readonly end: number },
    { left, right, gap }: { readonly left: Id | null; readonly right: Id | null; readonly gap: Gap }
  ) {
    this.client = client;
    this.clock = clock;
    this.end = end;
    this.origin = left;
    this.right = right;
    this.gap = gap;
  }

  /** Puts it behind another piece of its gap, or first. */
  linkBehind(previous: Piece | null): void {
    this.previous = previous;
    this.next = previous ? previous.next : this.gap.first;
    if (previous) previous.next = this;
    else this.gap.first = this;
    if (this.next) this.next.previous = this;
  }
}

/** Holds what an author has put into one site so far, next to what is known there. */
export class OwnText {
  readonly #gaps = new Map<number, Map<number, Gap>>();
  isEmpty = true;
  /** Gives how much of the known text had been tried when the author's began. */
  readonly tried: number;

  constructor(tried: number) {
    this.tried = tried;
  }

  /** Returns the gap behind something known, where the author has put something. */
  gapBehind(left: Id | null): Gap | undefined {
    return this.#gaps.get(left?.client ?? 0)?.get(left?.clock ?? beginning);
  }

  add(left: Id | null, gap: Gap): void {
    const client = left?.client ?? 0;
    let ofClient = this.#gaps.get(client);
    if (!ofClient) this.#gaps.set(client, (ofClient = new Map<number, Gap>()));
    ofClient.set(left?.clock ?? beginning, gap);
    this.isEmpty = false;
  }
}

/** Tracks what is written under one client id, and what its author has read of the known text. */
export class Writer implements Reader {
  readonly client: number;
  /** Gives the clock up to which was written under the id before. */
  readonly committed: number;
  readonly pieces = new ClockRanges<Piece>();
  readonly #read = new Map<number, number>();

  constructor(client: number, committed: number) {
    this.client = client;
    this.committed = committed;
  }

  /**
   * Structure names the neighbours between which it would stand if nothing had been typed there since; only these
   * say what its author must have known.
   */
  hasRead(client: number, clock: number): boolean {
    return this.client < firstStructureId && this.#hasRead(client, clock);
  }

  #hasRead(client: number, clock: number): boolean {
    return (this.#read.get(client) ?? 0) > clock;
  }

  readThrough(id: Id | null): void {
    if (id && !this.#hasRead(id.client, id.clock)) this.#read.set(id.client, id.clock + 1);
  }

  pieceAt(clock: number): Piece | null {
    const piece = this.pieces.find(clock);
    return piece && piece.clock <= clock && clock < piece.end ? piece : null;
  }

  /** Cuts a piece before a clock within it, and returns the rest. */
  cut(piece: Piece, clock: number): Piece {
    const rest = new Piece(
      piece.client,
      { clock, end: piece.end },
      { left: { client: piece.client, clock: clock - 1 }, right: piece.right, gap: piece.gap }
    );
    piece.end = clock;
    rest.linkBehind(piece);
    this.pieces.insertAfter(piece, rest);
    return rest;
  }
}
