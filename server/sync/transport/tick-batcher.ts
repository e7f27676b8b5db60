/**
 * Runs each scheduled flush once at the end of a tick of the event loop, however often it was scheduled in
 * that tick: a room appends its writes to the log, a transport writes what has gathered for it.
 */
export class TickBatcher {
  readonly #onError: (error: unknown) => void;
  #pending: Set<{ flush(): void }> = new Set();
  #scheduled = false;

  /** An error of one flush is reported to `onError`, and does not stop the others. */
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
