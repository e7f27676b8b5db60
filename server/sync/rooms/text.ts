/**
 * Holds the committed text of a room as bytes: the newest snapshot and the updates after it. No document is
 * built of them; writes are validated with the struct index, which knows the position of every struct and not
 * its content.
 */
import * as Y from 'yjs';
import { maxClientId, maxClock } from '#wire/messages.ts';
import { Cursor } from '../scan/cursor.ts';
import { step2Frame, updateFrame } from '../transport/frames.ts';
import type { Loaded, Snapshot } from '../log/log.ts';
import { Packet, type Message, type Portion } from '../transport/packet.ts';
import type { DeletionLimits } from '../scan/parse.ts';
import { StructIndex } from '../scan/struct-index.ts';
import type { NextClock } from './update-check.ts';

/**
 * Sets the length of the log behind the snapshot from which it is compacted, not more often than the pause
 * allows where much is written.
 */
const longTail = 1_000;
const pauseMilliseconds = 60_000;
/** Sets the length from which it is compacted at once. */
const tooLongTail = { pieces: 20_000, bytes: 4 * 1024 * 1024 };
/** Sets the length from which it is compacted when no connection is open any more, for the next who joins. */
const restingTail = 50;

/**
 * Sets the size of the portions in which missed updates are sent, about so many bytes each, cut at the same
 * numbers for everyone, so that they are made once.
 */
const portionBytes = 1024 * 1024;
/**
 * A transport reports that it has drained only where that was more than its own buffer: what is less goes
 * with the next portion.
 */
const leastPortionBytes = 256 * 1024;
const maxPortions = 4;
/** Keys the portion that begins with the snapshot; nothing comes before it. */
const fromSnapshot = -1;

/** Limits the size of an update that is remembered as holding nothing new. */
const maxRemembered = 256 * 1024;

/** Sets how many client ids a client may name beyond those that the text knows. */
const moreClients = 500;
/** Sets how many deleted ranges an update may name beyond those that the text can hold, and the least bytes of one. */
const moreRanges = 50_000;
const bytesOfRange = 2;

const nothing = Uint8Array.of(0, 0);
const noStructs = 0;

export class Text {
  #snapshot: Snapshot | null;
  readonly #tail: Uint8Array[] = [];
  /** Holds, for each update after the snapshot, the next clock after it of each client id in it. */
  readonly #tailClocks: (readonly NextClock[])[] = [];
  #tailBytes = 0;
  #lastSeq: number;
  /** Holds the number through which the stored snapshot holds everything; the one here may hold more. */
  #storedThrough: number;
  #unstoredBytes = 0;
  readonly #clocks: Map<number, number>;
  #structIndex: StructIndex | null = null;
  #compactedAt: number;
  #stateVector: Uint8Array | null = null;
  #known: Uint8Array | null = null;
  /** Lists the numbers that end a portion; `#uncutBytes` counts the bytes after the last of them. */
  readonly #cuts: number[] = [];
  #uncutBytes = 0;
  /**
   * Caches the last few portions by the number before them: several clients are likely to need the same ones.
   */
  readonly #portions = new Map<number, Portion>();
  #answer: {
    readonly to: string;
    readonly seq: number;
    readonly packet: Packet;
    readonly size: number;
  } | null = null;

  /** `at` in milliseconds: a log that is being written now is not compacted at once. */
  constructor(loaded: Loaded, at: number) {
    this.#compactedAt = at;
    // A text begins with an empty snapshot, which holds nothing to send.
    this.#snapshot =
      loaded.snapshot && loaded.snapshot.bytes.length > nothing.length ? loaded.snapshot : null;
    this.#lastSeq = loaded.lastSeq;
    this.#storedThrough = loaded.snapshot?.throughSeq ?? 0;
    this.#clocks = this.#snapshot
      ? Y.decodeStateVector(this.#snapshot.stateVector)
      : new Map<number, number>();
    let seq = loaded.lastSeq - loaded.updates.length;
    for (const bytes of loaded.updates) this.#store(bytes, [...Y.parseUpdateMeta(bytes).to], ++seq);
  }

  /** The number of the last update in it. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * The number through which it is held without the content that was deleted: updates after it are as they
   * were written.
   */
  get cleanThrough(): number {
    return this.#lastSeq - this.#tail.length;
  }

  /** Returns its snapshot where that holds all of it and is not stored. */
  get unstoredSnapshot(): Snapshot | null {
    return this.#tail.length === 0 && this.#storedThrough < this.#lastSeq ? this.#snapshot : null;
  }

  /** In order. */
  get pieces(): Uint8Array[] {
    return this.#snapshot ? [this.#snapshot.bytes, ...this.#tail] : [...this.#tail];
  }

  get size(): number {
    return (this.#snapshot?.bytes.length ?? 0) + this.#tailBytes;
  }

  /** The bytes of the updates after the snapshot. */
  get tailBytes(): number {
    return this.#tailBytes;
  }

  /**
   * Builds the index when it is first needed. A caller that validates with it also integrates what was
   * accepted, before it is committed.
   */
  get structIndex(): StructIndex {
    this.#structIndex ??= StructIndex.from(this.pieces);
    return this.#structIndex;
  }

  /** Adds an update that has been committed under the next number. */
  append(bytes: Uint8Array, clocks: readonly NextClock[]): void {
    this.#lastSeq++;
    this.#store(bytes, clocks, this.#lastSeq);
  }

  /** Adds an update that was committed elsewhere, which the struct index does not know yet; returns its clocks. */
  appendForeign(bytes: Uint8Array): readonly NextClock[] {
    this.#structIndex?.take(bytes, true);
    const clocks = [...Y.parseUpdateMeta(bytes).to];
    this.append(bytes, clocks);
    return clocks;
  }

  /** Counts the client ids that it knows. */
  get clients(): number {
    return this.#clocks.size;
  }

  /**
   * Limits the deletions of one update: those of all that is here, which clients of other authors repeat, and some more.
   */
  get deletionLimits(): DeletionLimits {
    const deletions = this.#snapshot ? this.#snapshot.bytes.length - this.#snapshot.structsEnd : 0;
    return {
      clients: this.clients + moreClients,
      ranges: moreRanges + (deletions + this.#tailBytes) / bytesOfRange
    };
  }

  /** Returns the next clock of a client id, of what is committed; 0 for an unknown one. */
  clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  stateVector(): Uint8Array {
    this.#stateVector ??= Y.encodeStateVector(this.#clocks);
    return this.#stateVector;
  }

  /**
   * Checks whether these exact bytes have been found to hold nothing new: what was known stays known. After a
   * restart all clients who had the room open send the same whole text.
   */
  isKnown(update: Uint8Array): boolean {
    if (isSame(update, nothing) || (this.#known && isSame(this.#known, update))) return true;
    const [first, second] = [
      this.#snapshot?.bytes ?? this.#tail[0],
      this.#snapshot ? this.#tail[0] : this.#tail[1]
    ];
    return first !== undefined && second === undefined && isSame(first, update);
  }

  foundKnown(update: Uint8Array): void {
    if (update.length <= maxRemembered) this.#known = Uint8Array.from(update);
  }

  /**
   * Returns what a client with this state vector misses, piece by piece: Y.mergeUpdates may make another text
   * of what a hostile writer got past the scanner. The last message is the answer (step 2) by which the
   * client knows that it has all.
   */
  answerTo(stateVector: Uint8Array): { readonly packet: Packet; readonly size: number } {
    const theirs = this.#knownIn(stateVector);
    const to = [...theirs].sort(([a], [b]) => a - b).join(';');
    if (this.#answer?.to === to && this.#answer.seq === this.#lastSeq) return this.#answer;
    const missing = this.#missing(theirs);
    const messages: readonly Message[] =
      missing.length === 1 && missing[0]
        ? [step2Frame(missing[0])]
        : [...missing.map(updateFrame), step2Frame(nothing)];
    const size = messages.reduce((sum, { length }) => sum + length, 0);
    this.#answer = { to, seq: this.#lastSeq, packet: new Packet(messages), size };
    return this.#answer;
  }

  /** Returns what comes after a number, as far as the next cut; from the snapshot on where that holds it. */
  portionAfter(seq: number): Portion {
    const from = this.#lastSeq - this.#tail.length;
    const snapshot = seq < from && this.#snapshot ? [this.#snapshot.bytes] : [];
    const key = snapshot.length > 0 ? fromSnapshot : seq;
    const made = this.#portions.get(key);
    if (made) return made;
    const begin = Math.max(seq, from);
    const cut = this.#cutAfter(begin);
    const through = cut ?? this.#lastSeq;
    const updates = [...snapshot, ...this.#tail.slice(begin - from, through - from)];
    const portion = { packet: new Packet(updates.map(updateFrame)), through };
    // Beyond the last cut the portion grows with every write.
    if (cut !== undefined) this.#remember(key, portion);
    return portion;
  }

  #cutAfter(begin: number): number | undefined {
    const from = this.#lastSeq - this.#tail.length;
    let bytes = 0;
    let at = begin;
    return this.#cuts.find((cut) => {
      for (; at < cut; at++) bytes += this.#tail[at - from]?.length ?? 0;
      return bytes >= leastPortionBytes;
    });
  }

  #remember(key: number, portion: Portion): void {
    this.#portions.set(key, portion);
    if (this.#portions.size <= maxPortions) return;
    for (const oldest of this.#portions.keys()) return void this.#portions.delete(oldest);
  }

  /**
   * Checks whether it is time to compact the log into the stored snapshot. `at` in milliseconds. `hasEnded`:
   * nothing is written any more, so that nothing need wait.
   */
  isLong({ isResting, hasEnded }: { isResting: boolean; hasEnded: boolean }, at: number): boolean {
    const length = this.#lastSeq - this.#storedThrough;
    if (length >= tooLongTail.pieces || this.#unstoredBytes >= tooLongTail.bytes) return true;
    if (hasEnded) return length > 0;
    return isResting
      ? length >= restingTail
      : length >= longTail && at - this.#compactedAt >= pauseMilliseconds;
  }

  /** Replaces the updates that the new snapshot holds. Does nothing where the one here holds more. */
  compacted(snapshot: Snapshot): void {
    const from = this.cleanThrough;
    if (snapshot.throughSeq <= from) return;
    const folded = this.#tail.splice(0, snapshot.throughSeq - from);
    this.#tailClocks.splice(0, folded.length);
    for (const bytes of folded) this.#tailBytes -= bytes.length;
    this.#cuts.splice(0, this.#cuts.filter((cut) => cut <= snapshot.throughSeq).length);
    this.#portions.clear();
    this.#snapshot = snapshot;
  }

  /** Notes that a snapshot through this number has been stored. */
  stored(throughSeq: number, at: number): void {
    this.#compactedAt = at;
    this.#storedThrough = Math.max(this.#storedThrough, throughSeq);
    this.#unstoredBytes = this.#tailBytes;
  }

  /** Postpones a compaction that could not be done now. */
  compactLater(at: number): void {
    this.#compactedAt = at;
  }

  #store(bytes: Uint8Array, clocks: readonly NextClock[], seq: number): void {
    this.#tail.push(bytes);
    this.#tailClocks.push(clocks);
    this.#tailBytes += bytes.length;
    this.#unstoredBytes += bytes.length;
    this.#uncutBytes += bytes.length;
    if (this.#uncutBytes >= portionBytes) {
      this.#cuts.push(seq);
      this.#uncutBytes = 0;
    }
    this.#stateVector = null;
    for (const [client, clock] of clocks)
      if (clock > (this.#clocks.get(client) ?? 0)) this.#clocks.set(client, clock);
  }

  /**
   * Reads of a state vector what the text knows, too. Only so many client ids are read as the text knows and a client may
   * have besides: the rest is ignored.
   */
  #knownIn(stateVector: Uint8Array): Map<number, number> {
    const cursor = new Cursor(stateVector);
    const theirs = new Map<number, number>();
    const read = Math.min(cursor.count(2), this.clients + moreClients);
    for (let left = read; left > 0; left--) {
      const client = cursor.uint(maxClientId);
      const clock = cursor.uint(maxClock);
      const known = this.clockOf(client);
      if (known > 0 && clock > 0) theirs.set(client, Math.min(clock, known));
    }
    return theirs;
  }

  #missing(theirs: ReadonlyMap<number, number>): Uint8Array[] {
    const first = this.#snapshot ? [this.#ofSnapshot(this.#snapshot, theirs)] : [];
    // State vectors do not cover deletions: an update that deletes counts as missing.
    const isMissing = (update: Uint8Array, n: number): boolean =>
      deletes(update) ||
      (this.#tailClocks[n] ?? []).some(([client, clock]) => clock > (theirs.get(client) ?? 0));
    return [...first, ...(theirs.size === 0 ? this.#tail : this.#tail.filter(isMissing))];
  }

  #ofSnapshot(snapshot: Snapshot, theirs: ReadonlyMap<number, number>): Uint8Array {
    if (theirs.size === 0) return snapshot.bytes;
    const covered = [...Y.decodeStateVector(snapshot.stateVector)].every(
      ([client, clock]) => clock <= (theirs.get(client) ?? 0)
    );
    if (!covered) return Y.diffUpdate(snapshot.bytes, Y.encodeStateVector(new Map(theirs)));
    // A copy, whatever kind of array the database has given: `slice` of a Buffer is none.
    const onlyDeletions = Uint8Array.from(snapshot.bytes.subarray(snapshot.structsEnd - 1));
    onlyDeletions[0] = noStructs;
    return onlyDeletions;
  }
}

/** Checks whether an update deletes: its last number is then the length of a range, at least one. */
const deletes = (update: Uint8Array): boolean => update[update.length - 1] !== 0;

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0;
