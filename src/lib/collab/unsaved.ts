/**
 * What this client has written and the server has not yet committed. Counts frames as the server counts them: the n-th
 * sync step 2 or update of one socket is committed once `writes` has reached n.
 */
export interface Unsaved {
  /** When the oldest of them was written, in milliseconds of this client's clock. */
  readonly since: number;
  readonly changes: number;
}

export class UnsavedWriting {
  /** Oldest first. `frame` is null until it has been sent on the present socket; what waits for one frame is one entry. */
  #entries: { since: number; changes: number; frame: number | null }[] = [];
  #sent = 0;

  get summary(): Unsaved | null {
    const [oldest] = this.#entries;
    return oldest
      ? { since: oldest.since, changes: this.#entries.reduce((sum, { changes }) => sum + changes, 0) }
      : null;
  }

  written(at: number): void {
    const last = this.#entries.at(-1);
    if (last?.frame === null) last.changes += 1;
    else this.#entries.push({ since: at, changes: 1, frame: null });
  }

  /** Written in an earlier life of the page. */
  restored({ since, changes }: Unsaved): void {
    this.#entries.unshift({ since, changes, frame: null });
  }

  /** One frame went out that carries everything written so far. */
  sentAll(): void {
    this.#sent += 1;
    for (const entry of this.#entries) entry.frame ??= this.#sent;
  }

  /** Returns whether anything became saved. */
  committed(writes: number): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(({ frame }) => frame === null || frame > writes);
    return this.#entries.length < before;
  }

  /** The socket is gone, and with it the certainty about what it carried. */
  lostSocket(): void {
    this.#sent = 0;
    const { summary } = this;
    this.#entries = summary ? [{ ...summary, frame: null }] : [];
  }

  forget(): void {
    this.#entries = [];
  }
}
