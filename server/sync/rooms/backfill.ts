/**
 * Takes in what other nodes have committed: from their messages while the numbers follow, from the log where
 * they do not.
 */
import type { Audience } from './audience.ts';
import { updateFrame } from '../transport/frames.ts';
import type { Generation } from './generation.ts';
import type { Log } from '../log/log.ts';
import { Packet } from '../transport/packet.ts';
import type { NextClock } from './update-check.ts';

export class Backfill {
  readonly #log: Log;
  readonly #generation: Generation;
  readonly #audience: Audience;
  readonly #isAppending: () => boolean;
  /** The number up to which another node has committed. */
  #heardThrough = 0;

  constructor(
    log: Log,
    room: {
      readonly generation: Generation;
      readonly audience: Audience;
      /** States whether this node has an append under way. */
      readonly isAppending: () => boolean;
    }
  ) {
    this.#log = log;
    this.#generation = room.generation;
    this.#audience = room.audience;
    this.#isAppending = room.isAppending;
  }

  /** States whether another node has announced more than has been taken in. */
  get isBehind(): boolean {
    return this.#heardThrough > this.#generation.text.lastSeq;
  }

  noteHeardThrough(seq: number): void {
    this.#heardThrough = Math.max(this.#heardThrough, seq);
  }

  takeIn(updates: readonly Uint8Array[], owners: ReadonlyMap<number, string>): void {
    const { text } = this.#generation;
    for (const [client, userId] of owners) this.#generation.claim(client, userId);
    for (const bytes of updates) this.#charge(bytes, text.appendForeign(bytes));
    this.#audience.show(new Packet(updates.map(updateFrame)), text.lastSeq, null);
  }

  /**
   * Charges an update to the user who writes under its client ids, so that what a user writes at other nodes counts
   * here. Updates that only delete name nobody: the log has counted them, and they are charged when it is loaded again.
   */
  #charge(bytes: Uint8Array, [first]: readonly NextClock[]): void {
    const userId = first && this.#generation.ownerOf(first[0]);
    if (userId !== undefined) this.#generation.addUsage(userId, bytes.length);
  }

  /** Reads from the log what was committed elsewhere, up to a number where our own begins. */
  async readMissed(through = Number.MAX_SAFE_INTEGER): Promise<void> {
    const isWhole = through === Number.MAX_SAFE_INTEGER;
    const { roomKey, text } = this.#generation;
    const heard = this.#heardThrough;
    const missed = await this.#log.listAfter(roomKey, text.lastSeq);
    if (missed === 'gone')
      throw new Error('The missed updates have been compacted into a snapshot meanwhile');
    // An append that has begun meanwhile may be among these rows, and its result puts it into the text. The room
    // is still behind then, and reads again.
    if (isWhole && this.#isAppending()) return;
    const known = text.lastSeq;
    const updates = missed.updates
      .filter(({ seq }) => known < seq && seq <= through)
      .map(({ bytes }) => bytes);
    if (updates.length > 0) this.takeIn(updates, missed.owners);
    // The log is the truth: updates beyond it that were announced before it was read do not exist.
    if (isWhole && this.#heardThrough === heard) this.#heardThrough = text.lastSeq;
  }
}
