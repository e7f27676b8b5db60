/**
 * Splits a long write, such as that of a user who reconnects after days with thousands of edits in one
 * update. It is validated, stored and shown in instalments, each as if it had been sent alone, so that other
 * writes in the room are handled in between. Its sender is answered once, for the whole.
 */
import * as encoding from 'lib0/encoding';
import { CausalOrder } from '../scan/causal-order.ts';
import { Malformed } from '../scan/cursor.ts';
import { indexAt, type Knowledge } from '../scan/knowledge.ts';
import { Neighbourhood } from '../scan/order.ts';
import { bytesRead, Outline, type Stretch } from '../scan/outline.ts';
import type { DeletionLimits, Id, Range } from '../scan/parse.ts';
import { orderIsSure } from '../scan/resolve.ts';
import { writeDeletions } from './storable.ts';
import type { Instalment, LongWrite, Work, Write } from './work.ts';

/** Sets the structs of the first instalment: some milliseconds of validation, before the code is warm. */
const structsOfFirst = 250;
/**
 * Returns how many times as long the n-th instalment is: repeated code runs faster, and each instalment costs
 * a commit and a packet for everyone in the room.
 */
const marksOf = (n: number): number => Math.min(2, 2 ** (n >> 2));
/** Limits the instalments that end early, since the order of the next struct is unsure before they are taken in. */
const mostCuts = 200;
/**
 * Limits the structs of a write, which come to many times their bytes in memory, and what one may cost that is validated
 * whole, within a tick.
 */
export const mostStructs = 60_000;
/** Sets the bytes from which a write of few structs is taken in instalments as well. */
const largeWrite = 2 * bytesRead;
/** Sets how many structs are read at a time before the first instalment. */
export const structsRead = 1_000;

export class Instalments implements LongWrite {
  readonly compared = new Map<number, number>();
  heldNew = false;
  /** Says why the write cannot be read; null where it can, or has not been read yet. */
  malformed: string | null = null;
  readonly #write: Write;
  readonly #outline: Outline;
  readonly #known: () => Knowledge;
  readonly #structs: number;
  #order: CausalOrder | null = null;
  #reader: Neighbourhood | null = null;
  #taken = 0;
  #cuts = 0;
  /** States whether the write is not cut, or all that was left of it was taken at once. */
  #isWhole = false;

  /**
   * Null where the write is taken as it is. A struct is two bytes at least: a shorter update is not even
   * parsed. `known` is called only when the first is taken: a room that is only read need not build its
   * index.
   */
  static of(write: Write, known: () => Knowledge, structs = structsOfFirst): Instalments | null {
    const { update } = write.frame;
    const least = update.length < largeWrite ? 2 * structs : 0;
    const outline = update.length < 4 * structs ? null : Outline.begin(update, least);
    return outline && new Instalments(write, outline, known, structs);
  }

  private constructor(write: Write, outline: Outline, known: () => Knowledge, structs: number) {
    this.#write = write;
    this.#outline = outline;
    this.#known = known;
    this.#structs = structs;
  }

  get update(): Uint8Array {
    return this.#write.frame.update;
  }

  get structs(): number {
    return this.#outline.structs;
  }

  /** Counts the client ids, as the write states it. */
  get clients(): number {
    return this.#outline.clients;
  }

  get repeatedClients(): number[] {
    return this.#outline.stretches.flatMap(({ client, clock }) =>
      clock < this.#known().clockOf(client) ? [client] : []
    );
  }

  takeWhole(): void {
    this.#isWhole = true;
  }

  /**
   * Reads on; to be called until true, before the first. A write that is not cut is returned as it came, and one
   * that is `malformed` too.
   */
  prepare(limits?: DeletionLimits): boolean {
    try {
      if (!this.#outline.readOn(structsRead, limits)) return false;
      const { structs } = this.#outline;
      this.#isWhole ||= structs === 0 || (structs < 2 * this.#structs && this.update.length < largeWrite);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.malformed = error.message;
      this.#isWhole = true;
    }
    return true;
  }

  /** Null after the last, and as soon as one has not been taken in: what follows builds on it. */
  next(): Write | null {
    const n = this.#taken++;
    if (this.#isWhole) return n === 0 ? { ...this.#write, cost: this.#outline.cost } : null;
    this.#order ??= new CausalOrder(this.#write.frame.update, this.#outline.stretches);
    const isTaken = this.#order.reached.every(({ client, clock }) => this.#known().clockOf(client) >= clock);
    return isTaken || n === 0 ? this.#take(this.#order, marksOf(n) * this.#structs) : null;
  }

  #take(order: CausalOrder, structs: number): Write | null {
    const { rest } = order;
    if (rest.length === 0) return null;
    const part = partOf(order, structs);
    // What waits for itself is refused as it is.
    if (!part) return this.#restFrom(rest);
    const isFresh = this.#reader === null;
    const reader = (this.#reader ??= new Neighbourhood(this.#known()));
    return this.#instalmentOf(part, {
      isLast: order.rest.length === 0,
      reader,
      rest: () => this.#restFrom(rest),
      before: (id) => this.#before(id, rest, isFresh)
    });
  }

  /**
   * Takes the structs before one of which the order is unsure next to what came before in this write. Once they
   * are in the text, the text may tell; so it is with all of the instalment where that is the first of it.
   */
  #before(id: Id, rest: readonly Stretch[], isFresh: boolean): Write | null {
    if (this.#cuts++ === mostCuts) return null;
    const order = new CausalOrder(this.#write.frame.update, rest);
    const part = order.take(Number.MAX_SAFE_INTEGER, id);
    if (part.length === 0 && isFresh) return null;
    this.#order = order;
    this.#reader = null;
    if (part.length === 0) return this.#take(order, this.#structs);
    return this.#instalmentOf(part, {
      isLast: false,
      reader: orderIsSure,
      rest: () => this.#restFrom(rest),
      before: () => null
    });
  }

  #restFrom(rest: readonly Stretch[]): Write {
    this.#isWhole = true;
    return { ...this.#writeOf(rest, true), cost: this.#outline.cost };
  }

  #instalmentOf(part: readonly Stretch[], instalment: Omit<Instalment, 'of'>): Write {
    return { ...this.#writeOf(part, instalment.isLast), instalment: { of: this, ...instalment } };
  }

  #writeOf(parts: readonly Stretch[], isLast: boolean): Write {
    return { ...this.#write, frame: { ...this.#write.frame, update: this.#bytesOf(parts, isLast) } };
  }

  /** Deletions of the write's own structs go with them; all other deletions come last. */
  #bytesOf(parts: readonly Stretch[], isLast: boolean): Uint8Array {
    const { deletions } = this.#outline;
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, parts.length);
      for (const { structs, client, clock, at, endAt } of parts) {
        encoding.writeVarUint(encoder, structs);
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock);
        encoding.writeUint8Array(encoder, this.#write.frame.update.subarray(at, endAt));
      }
      if (isLast) return writeDeletions(encoder, deletions);
      const own = new Map<number, readonly Range[]>();
      for (const { client, clock, endClock } of parts) {
        const ranges = within(deletions.get(client) ?? [], clock, endClock);
        if (ranges.length > 0) own.set(client, ranges);
      }
      writeDeletions(encoder, own);
    });
  }
}

function within(ranges: readonly Range[], from: number, to: number): Range[] {
  const found: Range[] = [];
  for (let n = indexAt(ranges, from); ; n++) {
    const range = ranges[n];
    if (!range || range.clock >= to) return found;
    const [clock, end] = [Math.max(range.clock, from), Math.min(range.clock + range.length, to)];
    if (clock < end) found.push({ clock, length: end - clock });
  }
}

/** Null where they wait for one another. */
function partOf(order: CausalOrder, structs: number): Stretch[] | null {
  try {
    return order.take(structs, null, bytesRead);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/**
 * Rejoins writes that are to be validated again: each that was taken in part is one write again, from the
 * first of its instalments here on.
 */
export function wholeAgain(works: readonly Work[]): Work[] {
  const met = new Set<unknown>();
  return works.flatMap((work) => {
    if (!work.instalment) return [work];
    if (met.has(work.instalment.of)) return [];
    met.add(work.instalment.of);
    return [work.instalment.rest()];
  });
}
