/**
 * Tracks which writes of one socket may be acknowledged as saved, and how often it has sent what builds on
 * something missing. Every write of the socket is counted here once, in the order of arrival.
 */
import type { NextClock } from './update-check.ts';

/**
 * Limits the gaps in a row, after which the socket is closed; each is answered by requesting all that the
 * client has.
 */
const maxGaps = 3;
/**
 * Limits the messages after a request: while the client has not answered, what it types goes on building on
 * what is missing.
 */
const maxMessagesSinceRequest = 500;

export class Acknowledgements {
  #seen = 0;
  #writes = 0;
  /**
   * States whether an earlier write is not committed; only a whole answer (sync step 2) can make up for it.
   */
  #hole = false;
  /** States whether an earlier write is neither committed nor stored elsewhere. */
  #missing = false;
  #kept = 0;
  #awaitsReply = false;
  #gaps = 0;
  #messagesSinceRequest = 0;
  readonly #clocks = new Map<number, number>();

  /** Counts the first writes of this socket of which all are committed or held nothing new. */
  get writes(): number {
    return this.#writes;
  }

  get clocks(): ReadonlyMap<number, number> {
    return this.#clocks;
  }

  /** Records that the client was requested to send what the server lacks. */
  requestSent(): void {
    this.#awaitsReply = true;
    this.#messagesSinceRequest = 0;
  }

  committed(isAnswer: boolean, clocks: readonly NextClock[], heldNew: boolean): void {
    this.#seen++;
    for (const [client, clock] of clocks) this.#clocks.set(client, clock);
    if (heldNew) this.#gaps = 0;
    if (isAnswer) {
      this.#awaitsReply = false;
      this.#hole = false;
      this.#missing = false;
    }
    if (!this.#missing) this.#kept = this.#seen;
    if (!this.#hole) this.#writes = this.#seen;
  }

  /** Records a write that was not accepted. */
  lost(): void {
    this.#seen++;
    this.#hole = true;
    this.#missing = true;
  }

  /** Records a write that is stored elsewhere; returns of how many of the first writes nothing is missing. */
  keptElsewhere(isAnswer: boolean): number {
    this.#seen++;
    this.#hole = true;
    if (isAnswer) this.#missing = false;
    if (!this.#missing) this.#kept = this.#seen;
    return this.#kept;
  }

  /** Records a write that builds on what is missing, and returns the reaction to it. */
  missed(isAnswer: boolean): 'ask' | 'wait' | 'close' {
    this.lost();
    if (this.#awaitsReply && !isAnswer)
      return ++this.#messagesSinceRequest > maxMessagesSinceRequest ? 'close' : 'wait';
    return ++this.#gaps >= maxGaps ? 'close' : 'ask';
  }
}
