/**
 * Takes in what other nodes have committed: from their messages while the numbers follow, from the log where
 * they do not.
 */
import type { Audience } from './audience.ts';
import { updateFrame } from '../transport/frames.ts';
import type { Generation } from './generation.ts';
import type { Log } from '../log/log.ts';
import { Packet } from '../transport/packet.ts';

export class Backfill {
  readonly #log: Log;
  readonly #generation: Generation;
  readonly #audience: Audience;
  /** The number up to which another node has committed. */
  #heardThrough = 0;

  constructor(log: Log, generation: Generation, audience: Audience) {
    this.#log = log;
    this.#generation = generation;
    this.#audience = audience;
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
    for (const bytes of updates) text.appendForeign(bytes);
    for (const [client, userId] of owners) this.#generation.claim(client, userId);
    this.#audience.show(new Packet(updates.map(updateFrame)), text.lastSeq, null);
  }

  /** Reads from the log what was committed elsewhere, up to a number where our own begins. */
  async readMissed(through = Number.MAX_SAFE_INTEGER): Promise<void> {
    const { roomKey, text } = this.#generation;
    const missed = await this.#log.listAfter(roomKey, text.lastSeq);
    if (missed === 'gone')
      throw new Error('The missed updates have been compacted into a snapshot meanwhile');
    const updates = missed.updates.filter(({ seq }) => seq <= through).map(({ bytes }) => bytes);
    if (updates.length > 0) this.takeIn(updates, missed.owners);
    // The log is the truth: announced updates beyond it do not exist.
    if (through === Number.MAX_SAFE_INTEGER) this.#heardThrough = text.lastSeq;
  }
}
