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
  /** Oldest first. `frame` is null until it has been sent on the present socket. */
  #changes: { at: number; frame: number | null }[] = [];
  #sent = 0;

  get summary(): Unsaved | null {
    const [oldest] = this.#changes;
    return oldest ? { since: oldest.at, changes: this.#changes.length } : null;
  }

  written(at: number): void {
    this.#changes.push({ at, frame: null });
  }

  /** One frame went out that carries everything written so far. */
  sentAll(): void {
    this.#sent += 1;
    for (const change of this.#changes) change.frame ??= this.#sent;
  }

  /** Returns whether anything became saved. */
  committed(writes: number): boolean {
    const before = this.#changes.length;
    this.#changes = this.#changes.filter((change) => change.frame === null || change.frame > writes);
    return this.#changes.length < before;
  }

  /** The socket is gone, and with it the certainty about what it carried. */
  lostSocket(): void {
    this.#sent = 0;
    for (const change of this.#changes) change.frame = null;
  }

  forget(): void {
    this.#changes = [];
  }
}
