/**
 * Records how much the server is known to hold of what each client wrote; everything beyond that exists only
 * here.
 */
import * as Y from 'yjs';

export class KnownToServer {
  readonly #clocks = new Map<number, number>();

  /**
   * Merges a state vector as Yjs encodes it: the server's own, or one that an earlier load of the page
   * stored.
   */
  tookVector(vector: Uint8Array): void {
    this.took(Y.decodeStateVector(vector));
  }

  /** Adds the clocks of an update that the server sent. */
  tookUpdate(update: Uint8Array): void {
    this.took(Y.parseUpdateMeta(update).to);
  }

  took(clocks: ReadonlyMap<number, number>): void {
    for (const [client, clock] of clocks)
      if (clock > (this.#clocks.get(client) ?? 0)) this.#clocks.set(client, clock);
  }

  clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /** Lists the client ids of which a document holds more: what was written under them is only here. */
  exceededBy(doc: Y.Doc): number[] {
    return [...doc.store.clients.keys()].filter(
      (client) => Y.getState(doc.store, client) > this.clockOf(client)
    );
  }

  get vector(): Uint8Array {
    return Y.encodeStateVector(new Map(this.#clocks));
  }

  /** Returns what the document holds beyond it, with everything that was ever deleted, as an update. */
  beyond(doc: Y.Doc): Uint8Array {
    return Y.encodeStateAsUpdate(doc, this.vector);
  }
}

/** Returns these clocks as far as the document holds text of them. */
export const heldOf = (clocks: ReadonlyMap<number, number>, { store }: Y.Doc): Map<number, number> =>
  new Map([...clocks].map(([client, clock]) => [client, Math.min(clock, Y.getState(store, client))]));
