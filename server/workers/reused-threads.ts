/**
 * Starts threads, and keeps one that is done for the next task for a while, since loading its modules takes longer than
 * most tasks.
 */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** Limits how long a thread waits for its next task. */
const idleMilliseconds = 30_000;

/** Limits what a thread allots between two collections of its garbage; the usual limit is three times as much. */
const youngMegabytes = 16;

export class ReusedThreads {
  readonly #program: URL;
  readonly #options: WorkerOptions;
  readonly #threads = new Set<Worker>();
  #idle: { readonly thread: Worker; readonly timer: NodeJS.Timeout } | null = null;
  #isClosed = false;

  constructor(program: URL, heapMegabytes: number, options: Pick<WorkerOptions, 'name' | 'workerData'>) {
    this.#program = program;
    this.#options = {
      ...options,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: youngMegabytes }
    };
  }

  hasEnded(): boolean {
    return this.#isClosed;
  }

  take(): Worker {
    if (!this.#idle) return this.#spawn();
    const { thread, timer } = this.#idle;
    clearTimeout(timer);
    this.#idle = null;
    thread.ref();
    return thread;
  }

  /** Keeps a thread for the next task; a second one is not kept. */
  keep(thread: Worker): void {
    if (this.#idle || this.#isClosed) return void thread.terminate();
    // Neither an idle thread nor its timer keeps the process alive.
    thread.unref();
    this.#idle = { thread, timer: setTimeout(() => void thread.terminate(), idleMilliseconds).unref() };
  }

  /** Keeps no thread from now on. */
  end(): void {
    this.#isClosed = true;
  }

  async terminateAll(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  #spawn(): Worker {
    const thread = new Worker(this.#program, this.#options);
    this.#threads.add(thread);
    // An error without a listener would end the process; a task has a listener of its own.
    thread.on('error', () => this.#threads.delete(thread));
    thread.once('exit', () => {
      this.#threads.delete(thread);
      if (this.#idle?.thread === thread) this.#idle = null;
    });
    return thread;
  }
}
