/**
 * Counts what this client has written and the server has not yet committed. It counts frames as the server
 * does: the n-th sync step 2 or update of one socket is committed once `writes` has reached n.
 */
export interface Unsaved {
  /** The time at which the oldest of them was written, in milliseconds of this client's clock. */
  readonly since: number;
  readonly changes: number;
}

export class UnsavedWriting {
  /**
   * The waiting changes, oldest first. `frame` is null until it has been sent on the present socket; what
   * waits for one frame is one entry.
   */
  #entries: { since: number; changes: number; frame: number | null }[] = [];
  #sent = 0;

  get summary(): Unsaved | null {
    const [oldest] = this.#entries;
    return oldest
      ? { since: oldest.since, changes: this.#entries.reduce((sum, { changes }) => sum + changes, 0) }
      : null;
  }

  /** The number of frames that were sent on the present socket. */
  get sent(): number {
    return this.#sent;
  }

  written(at: number): void {
    const last = this.#entries.at(-1);
    if (last?.frame === null) last.changes += 1;
    else this.#entries.push({ since: at, changes: 1, frame: null });
  }

  /** Adds changes that were written in an earlier load of the page. */
  restored({ since, changes }: Unsaved): void {
    this.#entries.unshift({ since, changes, frame: null });
  }

  /** Notes that one frame went out that carries everything written so far. */
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

  /** Marks all changes as not sent: the socket is closed, so that it is unknown what it delivered. */
  lostSocket(): void {
    this.#sent = 0;
    const { summary } = this;
    this.#entries = summary ? [{ ...summary, frame: null }] : [];
  }

  forget(): void {
    this.#entries = [];
  }
}
