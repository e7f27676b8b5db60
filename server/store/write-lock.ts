/**
 * The SQLite file's one writing place, within this process: what people type and what they decide are written by two threads, which
 * would otherwise look for it again and again, and the one with more to write would find it each time. Whoever waits for very long
 * goes on all the same: what keeps them apart in truth is SQLite's own lock.
 */

const patienceMilliseconds = 5_000;

export class WriteLock {
  /** Whether anybody has typed yet. */
  isTypedIn = false;
  /** Appends under way. */
  #typing = 0;
  /** Whoever decides waits for those to end. */
  #onTyped: (() => void) | null = null;
  /** While somebody decides or is next to: settles when they leave. */
  #decision: Promise<void> | null = null;
  /** Settles when the last of those who want to decide has left. */
  #queue: Promise<void> = Promise.resolve();

  /** Several at once: they are one thread's. */
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

  /** One at a time. Returns the way to leave, to be called once. */
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
      // What was typed meanwhile comes before the next decision.
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
