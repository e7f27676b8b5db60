/** How far the server is known to hold what each client wrote; what lies beyond is here alone. */
import * as Y from 'yjs';

export class KnownToServer {
  readonly #clocks = new Map<number, number>();

  /** Such as Yjs encodes them: the server's own words of what it has, or those kept from an earlier life of the page. */
  tookVector(vector: Uint8Array): void {
    this.took(Y.decodeStateVector(vector));
  }

  /** The server sent it. */
  tookUpdate(update: Uint8Array): void {
    this.took(Y.parseUpdateMeta(update).to);
  }

  took(clocks: ReadonlyMap<number, number>): void {
    for (const [client, clock] of clocks)
      if (clock > (this.#clocks.get(client) ?? 0)) this.#clocks.set(client, clock);
  }

  get vector(): Uint8Array {
    return Y.encodeStateVector(new Map(this.#clocks));
  }

  /** What the document holds beyond it, with everything that was ever deleted: an update. */
  beyond(doc: Y.Doc): Uint8Array {
    return Y.encodeStateAsUpdate(doc, this.vector);
  }
}
