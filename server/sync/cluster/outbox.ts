/** Buffers the messages that the bus has not taken yet: bounded, with the oldest dropped first. */

/** Limits an entry: it is closed when it is larger than this; its last piece may go beyond. */
const entryBytes = 64 * 1024;
const maxWaitingBytes = 8 * 1024 * 1024;

export class Outbox {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** Returns how many older pieces were dropped for it. */
  add(piece: Uint8Array): number {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    let dropped = 0;
    while (this.#bytes > maxWaitingBytes) this.#bytes -= this.#pieces[dropped++]?.length ?? 0;
    if (dropped > 0) this.#pieces.splice(0, dropped);
    return dropped;
  }

  /** Takes the oldest pieces, as many as make an entry. */
  take(): Uint8Array[] {
    let bytes = 0;
    let count = 0;
    for (const piece of this.#pieces) {
      if (bytes >= entryBytes) break;
      bytes += piece.length;
      count++;
    }
    this.#bytes -= bytes;
    return this.#pieces.splice(0, count);
  }

  /** Returns how many pieces were dropped. */
  clear(): number {
    const dropped = this.#pieces.length;
    this.#pieces = [];
    this.#bytes = 0;
    return dropped;
  }
}
