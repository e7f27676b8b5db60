/**
 * Implements the SQLite file's write lock within this process. Updates of documents and commands are written
 * by two threads, which would otherwise try for SQLite's lock again and again, and the thread that writes
 * more would get it each time. A writer that has waited for very long goes on all the same: SQLite's own lock
 * is what really excludes.
 */

const patienceMilliseconds = 5_000;

export class WriteLock {
  /** Says whether any update has been appended yet. */
  isTypedIn = false;
  /** Counts the appends that are running. */
  #typing = 0;
  /** Resolves for the command that waits until those appends end. */
  #onTyped: (() => void) | null = null;
  /** Settles when the command that writes, or is next to write, has ended; null where there is none. */
  #decision: Promise<void> | null = null;
  /** Settles when the last of the waiting commands has released the lock. */
  #queue: Promise<void> = Promise.resolve();

  /** Several run at once: they belong to one thread. */
  async type<T>(append: () => Promise<T>): Promise<T> {
    this.isTypedIn = true;
    if (this.#decision) await patiently(this.#decision);
    this.#typing++;
    try {
      return await append();
    } finally {
      if (--this.#typing === 0) this.#onTyped?.();
    }
  }

  /**
   * Takes the lock for a command, one at a time. Returns the function that releases it, to be called once.
   */
  async acquire(): Promise<() => void> {
    const before = this.#queue;
    let release = (): void => undefined;
    this.#queue = new Promise((resolve) => (release = resolve));
    await before;
    let end = (): void => undefined;
    this.#decision = new Promise((resolve) => (end = resolve));
    if (this.#typing > 0) await patiently(new Promise<void>((resolve) => (this.#onTyped = resolve)));
    this.#onTyped = null;
    return () => {
      this.#decision = null;
      end();
      // Appends that arrived meanwhile run before the next command.
      setImmediate(release);
    };
  }
}

async function patiently(awaited: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMilliseconds)));
  await Promise.race([awaited, tooLong]);
  clearTimeout(timer);
}
