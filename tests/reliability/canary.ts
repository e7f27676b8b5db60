/**
 * Lets two clients write to each other as people do, while something else is going on; the delay of each
 * token shows whether they were affected.
 */
import { Peer } from './peer.ts';
import type { Endpoint } from './reader.ts';

const pauseMilliseconds = 50;

export class Canary {
  readonly #one: Peer;
  readonly #other: Peer;
  readonly #delays: number[] = [];
  readonly #sentAt = new Map<string, number>();
  readonly #singing: ReturnType<typeof setInterval>;

  static async open(
    endpoint: Endpoint,
    room: string,
    [one, other]: readonly [string, string]
  ): Promise<Canary> {
    const pair = [
      new Peer({ name: 'canary', room, cookie: one }),
      new Peer({ name: 'listener', room, cookie: other })
    ] as const;
    for (const peer of pair) await peer.join(endpoint);
    return new Canary(...pair);
  }

  private constructor(one: Peer, other: Peer) {
    this.#one = one;
    this.#other = other;
    other.onToken = (token) => {
      const sent = this.#sentAt.get(token);
      if (sent !== undefined) this.#delays.push(performance.now() - sent);
    };
    this.#sing();
    this.#singing = setInterval(() => this.#sing(), pauseMilliseconds);
  }

  get clients(): readonly number[] {
    return [this.#one.doc.clientID, this.#other.doc.clientID];
  }

  /**
   * Resolves to the delays in milliseconds when every token has arrived; rejects when one of the two was
   * disconnected.
   */
  async close(): Promise<readonly number[]> {
    clearInterval(this.#singing);
    await this.#other.when(() => this.#delays.length === this.#sentAt.size);
    await this.#one.when(() => this.#one.acknowledged.length === this.#one.writtenCount);
    this.#one.drop();
    this.#other.drop();
    return this.#delays;
  }

  #sing(): void {
    const before = performance.now();
    this.#sentAt.set(this.#one.type(), before);
  }
}
