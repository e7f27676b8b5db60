/**
 * Splits a long write, such as that of a user who reconnects after days with thousands of edits in one
 * update. It is validated, stored and shown in instalments, each as if it had been sent alone, so that other
 * writes in the room are handled in between. Its sender is answered once, for the whole.
 */
import * as encoding from 'lib0/encoding';
import { Malformed } from '../scan/cursor.ts';
import { indexAt, type Knowledge } from '../scan/knowledge.ts';
import { Neighbourhood } from '../scan/order.ts';
import { Outline } from '../scan/outline.ts';
import type { Range } from '../scan/parse.ts';
import { writeDeletions } from './storable.ts';
import type { Work, Write } from './work.ts';

/** Sets the structs of the first instalment: some milliseconds of validation, before the code is warm. */
const structsOfFirst = 250;
/**
 * Returns how many times as long the n-th instalment is: repeated code runs faster, and each instalment costs
 * a commit and a packet for everyone in the room.
 */
const marksOf = (n: number): number => Math.min(2, 2 ** (n >> 2));
/** Sets how many structs are read at a time before the first instalment. */
const structsRead = 1_000;

export class Instalments {
  readonly #write: Write;
  readonly #outline: Outline;
  readonly #known: () => Knowledge;
  #reader: Neighbourhood | null = null;
  /** Gives the mark at which the next instalment begins. */
  #at = 0;
  #taken = 0;
  #isUnreadable = false;

  /**
   * Creates instalments; null where the write is taken as it is. A struct is two bytes at least: a shorter
   * update is not even parsed. `known` is called only when the first is taken: a room that is only read need
   * not build its index.
   */
  static of(write: Write, known: () => Knowledge, structs = structsOfFirst): Instalments | null {
    const { update } = write.frame;
    const outline = update.length < 4 * structs ? null : Outline.begin(update, structs);
    return outline && new Instalments(write, outline, known);
  }

  private constructor(write: Write, outline: Outline, known: () => Knowledge) {
    this.#write = write;
    this.#outline = outline;
    this.#known = known;
  }

  /**
   * Reads on; to be called until true, before the first. An unreadable write is returned as it came, to be
   * refused.
   */
  prepare(): boolean {
    try {
      return this.#outline.readOn(structsRead);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#isUnreadable = true;
      return true;
    }
  }

  /**
   * Returns the next instalment. Null after the last, and as soon as one has not been taken in: what follows
   * builds on it.
   */
  next(): Write | null {
    const n = this.#taken++;
    if (this.#isUnreadable) return n === 0 ? this.#write : null;
    const { client, marks } = this.#outline;
    const from = this.#at;
    const to = Math.min(from + marksOf(n), this.#end);
    if (from >= to || (n > 0 && this.#known().clockOf(client) < (marks[from]?.clock ?? 0))) return null;
    this.#at = to;
    this.#reader ??= new Neighbourhood(client, this.#known(), false);
    return {
      ...this.#writeOf(from, to),
      instalment: {
        of: this,
        isLast: to === this.#end,
        reader: this.#reader,
        rest: () => this.#restFrom(from)
      }
    };
  }

  /** Gives the mark behind all structs. */
  get #end(): number {
    return this.#outline.marks.length - 1;
  }

  #restFrom(from: number): Write {
    this.#at = this.#end;
    return this.#writeOf(from, this.#end);
  }

  #writeOf(from: number, to: number): Write {
    return { ...this.#write, frame: { ...this.#write.frame, update: this.#bytesOf(from, to) } };
  }

  /**
   * Encodes a range of structs. Deletions of the write's own structs go with them; all other deletions come
   * last.
   */
  #bytesOf(from: number, to: number): Uint8Array {
    const { client, marks, every, structs, deletions } = this.#outline;
    const [begin, end] = [marks[from], marks[to]];
    if (!begin || !end) throw new Error('An instalment was cut beyond its write');
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint(encoder, Math.min(to * every, structs) - from * every);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, begin.clock);
      encoding.writeUint8Array(encoder, this.#write.frame.update.subarray(begin.at, end.at));
      if (to === this.#end) return writeDeletions(encoder, deletions);
      const own = within(deletions.get(client) ?? [], begin.clock, end.clock);
      writeDeletions(encoder, own.length > 0 ? new Map([[client, own]]) : noDeletions);
    });
  }
}

const noDeletions: ReadonlyMap<number, readonly Range[]> = new Map();

function within(ranges: readonly Range[], from: number, to: number): Range[] {
  const found: Range[] = [];
  for (let n = indexAt(ranges, from); ; n++) {
    const range = ranges[n];
    if (!range || range.clock >= to) return found;
    const [clock, end] = [Math.max(range.clock, from), Math.min(range.clock + range.length, to)];
    if (clock < end) found.push({ clock, length: end - clock });
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
