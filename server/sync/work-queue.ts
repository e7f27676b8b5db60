/** One queue, worked off in the order of arrival by one worker at a time, which takes what has gathered while it was busy. */

export interface QueueCalls<T> {
  work(batch: readonly T[]): Promise<void>;
  /** The work was thrown out of; what waited is dropped, and nothing is taken any more. */
  onFail(error: unknown): void;
  onIdle(): void;
}

/** Of one batch at most; it becomes one transaction. */
const maxBatch = 256;

export class WorkQueue<T> {
  readonly #calls: QueueCalls<T>;
  #waiting: T[] = [];
  #running: Promise<void> | null = null;
  #failed = false;

  constructor(calls: QueueCalls<T>) {
    this.#calls = calls;
  }

  get isIdle(): boolean {
    return this.#running === null && this.#waiting.length === 0;
  }

  push(item: T): void {
    if (this.#failed) return;
    this.#waiting.push(item);
    this.#wake();
  }

  /** Settles when everything that has been pushed so far is worked off. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #wake(): void {
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        this.#failed = true;
        this.#waiting = [];
        this.#calls.onFail(error);
      })
      .finally(() => {
        this.#running = null;
        if (this.#waiting.length > 0) this.#wake();
        else this.#calls.onIdle();
      });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#calls.work(this.#waiting.splice(0, maxBatch));
  }
}
