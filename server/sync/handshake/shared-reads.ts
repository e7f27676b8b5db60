/**
 * Shares reads among simultaneous callers. A caller gets what was read after its call, never what was read
 * before it: while a read is under way, further callers wait together for the next.
 */
export class SharedReads {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, Promise<unknown>>();

  /** `key` names all that `read` depends on. */
  readOnce<T>(key: string, read: () => Promise<T>): Promise<T> {
    const next = this.#next.get(key) as Promise<T> | undefined;
    if (next) return next;
    // The read is deferred: all callers of this tick share it.
    const before = this.#running.get(key) ?? Promise.resolve();
    const pending = before.then(ignore, ignore).then(() => this.#begin(key, read));
    this.#next.set(key, pending);
    return pending;
  }

  #begin<T>(key: string, read: () => Promise<T>): Promise<T> {
    this.#next.delete(key);
    const running = read().finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    });
    this.#running.set(key, running);
    return running;
  }
}

const ignore = (): void => undefined;
