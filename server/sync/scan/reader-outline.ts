/**
 * Finds out what an update of a user who may not write would do: insert something, delete something, or neither. Only
 * clients, clocks and deletions are read, and no further than the first insertion; content is stepped over.
 */
import { maxClock } from '#wire/messages.ts';
import { Cursor, Malformed } from './cursor.ts';
import type { Knowledge } from './knowledge.ts';
import { clientId, readRangeLength, type Range } from './parse.ts';
import { countValues, skipAny } from './values.ts';

/** Names what an update would do; `tidies` where it only deletes formats, `malformed` where it cannot be read so far. */
export type Intent = 'inserts' | 'deletes' | 'tidies' | 'nothing' | 'malformed';

interface ReaderKnowledge {
  /** Returns the next clock expected of a client id; 0 for an unknown one. */
  clockOf(client: number): number;
  /** Called only where something is deleted. */
  index(): Pick<Knowledge, 'clockOf' | 'liveParts' | 'structAt'>;
}

export class ReaderOutline {
  readonly #cursor: Cursor;
  readonly #known: ReaderKnowledge;
  /** Counts what is to come: client ids with structs, and of the present one its structs. */
  #sections: number | null = null;
  #structs = 0;
  #clock = 0;
  #knownClock = 0;
  /** Counts client ids with deletions, and of the present one its ranges. */
  #deleting: number | null = null;
  #ranges = 0;
  #client = 0;
  #tidies = false;

  constructor(update: Uint8Array, known: ReaderKnowledge) {
    this.#cursor = new Cursor(update);
    this.#known = known;
  }

  /** Reads on through so many structs and ranges; null while there is more. */
  readOn(most = Number.POSITIVE_INFINITY): Intent | null {
    try {
      return this.#readOn(most);
    } catch (error) {
      if (error instanceof Malformed) return 'malformed';
      throw error;
    }
  }

  #readOn(most: number): Intent | null {
    this.#sections ??= this.#cursor.count(5);
    for (let left = most; left > 0; left--) {
      if (this.#structs === 0 && this.#sections > 0) this.#beginSection();
      if (this.#structs > 0) {
        if (this.#stepStruct()) return 'inserts';
        continue;
      }
      this.#deleting ??= this.#cursor.count(4);
      if (this.#ranges === 0 && this.#deleting === 0) {
        this.#cursor.end();
        return this.#tidies ? 'tidies' : 'nothing';
      }
      if (this.#ranges === 0) this.#beginDeletions();
      if (this.#stepRange()) return 'deletes';
    }
    return null;
  }

  #beginSection(): void {
    this.#sections = (this.#sections ?? 0) - 1;
    this.#structs = this.#cursor.count(2);
    if (this.#structs === 0) throw new Malformed('client without structs');
    const client = clientId(this.#cursor);
    this.#clock = this.#cursor.uint(maxClock - 1);
    this.#knownClock = this.#known.clockOf(client);
  }

  /** True where it is new. */
  #stepStruct(): boolean {
    if (this.#clock >= this.#knownClock) return true;
    this.#structs--;
    this.#clock += skipStruct(this.#cursor);
    return this.#clock > this.#knownClock;
  }

  #beginDeletions(): void {
    this.#deleting = (this.#deleting ?? 0) - 1;
    this.#client = clientId(this.#cursor);
    this.#ranges = this.#cursor.count(2);
    if (this.#ranges === 0) throw new Malformed('client without deletions');
  }

  /** True where it deletes what is there and is more than a format. */
  #stepRange(): boolean {
    this.#ranges--;
    const clock = this.#cursor.uint(maxClock - 1);
    const range: Range = { clock, length: readRangeLength(this.#cursor) };
    const known = this.#known.index();
    if (clock + range.length > known.clockOf(this.#client)) return true;
    const deleted = known.liveParts(this.#client, range);
    this.#tidies ||= deleted.length > 0;
    return !deleted.every((part) => isFormats(this.#client, part, known));
  }
}

/**
 * A plain Y.Doc that reads a change of a formatted text deletes those that have no effect there, and sends
 * that, even where its person may only read; a document of newDoc does not.
 */
function isFormats(client: number, { clock, length }: Range, known: Pick<Knowledge, 'structAt'>): boolean {
  for (let at = clock; at < clock + length;) {
    const { content, end } = known.structAt(client, at);
    if (content !== 'format') return false;
    at = end;
  }
  return true;
}

const hasOrigin = 128;
const hasRightOrigin = 64;
const hasKey = 32;
const contentBits = 31;

/** Returns the length of the struct. */
function skipStruct(cursor: Cursor): number {
  const info = cursor.byte();
  const ref = info & contentBits;
  if (ref === 0) return readRangeLength(cursor);
  if (info & hasOrigin) skipId(cursor);
  if (info & hasRightOrigin) skipId(cursor);
  if (!(info & (hasOrigin | hasRightOrigin))) {
    if (cursor.uint(1) === 1) cursor.buffer();
    else skipId(cursor);
    if (info & hasKey) cursor.buffer();
  }
  return skipContent(cursor, ref);
}

function skipContent(cursor: Cursor, ref: number): number {
  switch (ref) {
    case 1:
      return readRangeLength(cursor);
    case 4:
      return cursor.stringLength();
    case 6:
      cursor.buffer();
      cursor.buffer();
      return 1;
    case 7:
      if (cursor.uint(6) === 3) cursor.buffer();
      return 1;
    case 8: {
      const length = countValues(cursor);
      for (let left = length; left > 0; left--) skipAny(cursor);
      return length;
    }
    case 3:
    case 5:
      cursor.buffer();
      return 1;
    default:
      throw new Malformed('unknown content');
  }
}

function skipId(cursor: Cursor): void {
  clientId(cursor);
  cursor.uint(maxClock - 1);
}
