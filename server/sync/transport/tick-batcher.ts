/**
 * What is to be done once at the end of a turn of the event loop, however often it was asked for in that turn: a room hands
 * its writes to the log, a line writes what has gathered for it.
 */
export class TickBatcher {
  readonly #onError: (error: unknown) => void;
  #pending: Set<{ flush(): void }> = new Set();
  #scheduled = false;

  /** What one of them throws is told, and keeps none of the others back. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  schedule(one: { flush(): void }): void {
    this.#pending.add(one);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flushAll);
  }

  readonly #flushAll = (): void => {
    this.#scheduled = false;
    const pending = this.#pending;
    this.#pending = new Set();
    for (const one of pending) {
      try {
        one.flush();
      } catch (error) {
        this.#onError(error);
      }
    }
  };
}
