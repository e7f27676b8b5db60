/**
 * What one socket may be told is saved, and how often it has sent what builds on something missing. Every write of the
 * socket is accounted for here once, in the order of arrival.
 */

/** So many gaps in a row close the socket; each is answered by asking the client for all it has. */
const maxGaps = 3;
/** While the client has not answered, what it types goes on building on what is missing. */
const maxMessagesSinceRequest = 500;

export class Acknowledgements {
  #seen = 0;
  #writes = 0;
  /** Whether an earlier write is not committed; only a whole answer (sync step 2) can make up for it. */
  #hole = false;
  #awaitsReply = false;
  #gaps = 0;
  #messagesSinceRequest = 0;
  readonly #clocks = new Map<number, number>();

  /** All of the first so many writes of this socket are committed or held nothing new. */
  get writes(): number {
    return this.#writes;
  }

  get clocks(): ReadonlyMap<number, number> {
    return this.#clocks;
  }

  /** The client was asked for what the server lacks. */
  requestSent(): void {
    this.#awaitsReply = true;
    this.#messagesSinceRequest = 0;
  }

  committed(isAnswer: boolean, clocks: ReadonlyMap<number, number>, heldNew: boolean): void {
    this.#seen++;
    for (const [client, clock] of clocks) this.#clocks.set(client, clock);
    if (heldNew) this.#gaps = 0;
    if (isAnswer) {
      this.#awaitsReply = false;
      this.#hole = false;
    }
    if (!this.#hole) this.#writes = this.#seen;
  }

  /** Not taken, or kept elsewhere. */
  lost(): void {
    this.#seen++;
    this.#hole = true;
  }

  /** Builds on what is missing: what is to be done about it. */
  missed(isAnswer: boolean): 'ask' | 'wait' | 'close' {
    this.lost();
    if (this.#awaitsReply && !isAnswer)
      return ++this.#messagesSinceRequest > maxMessagesSinceRequest ? 'close' : 'wait';
    return ++this.#gaps >= maxGaps ? 'close' : 'ask';
  }
}
