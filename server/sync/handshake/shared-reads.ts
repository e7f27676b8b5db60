/**
 * What many want to know at once is read once. Whoever asks gets what was read after the question, never what was read before it:
 * while a read is under way, those who ask meanwhile wait together for the next.
 */
export class SharedReads {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, Promise<unknown>>();

  /** `key` names all that `read` depends on. */
  readOnce<T>(key: string, read: () => Promise<T>): Promise<T> {
    const next = this.#next.get(key) as Promise<T> | undefined;
    if (next) return next;
    // Not at once: all who ask in this turn share it.
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
