/**
 * Manages one worker thread and its job. A job that takes too long is terminated together with its thread;
 * the next gets a new one.
 */
import { JobTookTooLongError } from './errors.ts';
import type { Jobs, Kind } from './jobs.ts';
import { pack } from './packing.ts';
import type { Queued } from './queue.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

export interface Order extends Queued {
  readonly kind: Kind;
  readonly parts: readonly Uint8Array[];
  readonly input: Jobs[Kind]['input'];
  readonly resolve: (made: unknown) => void;
  readonly reject: (error: Error) => void;
  isSecondTry: boolean;
}

/** Describes the part of a worker thread that a slot uses. */
export interface Thread {
  postMessage(message: ToWorker, transferred: readonly ArrayBuffer[]): void;
  on(event: 'message', heed: (message: FromWorker) => void): unknown;
  on(event: 'error', heed: (error: unknown) => void): unknown;
  on(event: 'exit', heed: () => void): unknown;
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

export interface WorkerSlotTools {
  /** Limits the duration of a job on so many bytes. */
  readonly millisecondsFor: (bytes: number) => number;
  readonly spawn: () => Thread;
  readonly onBegun: () => void;
  readonly onAnswer: (order: Order, answer: Exclude<FromWorker, { kind: 'ready' }>) => void;
  readonly onTooLong: (order: Order, error: JobTookTooLongError) => void;
  /** Called when the thread died; with its job where it had one. */
  readonly onDied: (order: Order | null, reason: unknown) => void;
  /** Collects the threads that are being terminated. */
  readonly leaving: Set<Promise<unknown>>;
}

/** Limits the time in which a thread loads its modules, on a busy machine. */
const startMilliseconds = 30_000;

export class WorkerSlot {
  readonly #tools: WorkerSlotTools;
  #worker: Thread | null = null;
  #isReady = false;
  #order: Order | null = null;
  #begunAt: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(tools: WorkerSlotTools) {
    this.#tools = tools;
  }

  get order(): Order | null {
    return this.#order;
  }

  /**
   * Returns when its job began, by the clock of `performance.now`; null while there is none, or its thread is
   * still loading.
   */
  get begunAt(): number | null {
    return this.#begunAt;
  }

  /** The slot must have no job. */
  take(order: Order): void {
    this.#order = order;
    const worker = (this.#worker ??= this.#spawn());
    worker.ref();
    const packed = pack(order.parts);
    const message: ToWorker = { kind: order.kind, input: order.input, packed };
    worker.postMessage(message, [packed.bytes.buffer, packed.lengths.buffer]);
    if (this.#isReady) this.#begin();
  }

  /** Returns the job that the thread had. */
  terminate(): Order | null {
    const worker = this.#worker;
    this.#worker = null;
    if (worker) {
      const { leaving } = this.#tools;
      const left: Promise<unknown> = worker.terminate().finally(() => leaving.delete(left));
      leaving.add(left);
    }
    return this.#finish();
  }

  #spawn(): Thread {
    const worker = this.#tools.spawn();
    let reason: unknown = null;
    this.#isReady = false;
    worker.on('message', (message: FromWorker) => {
      if (worker === this.#worker) this.#hear(message);
    });
    worker.on('error', (error: unknown) => {
      reason = error;
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#tools.onDied(this.terminate(), reason);
    });
    this.#limit(startMilliseconds, () =>
      this.#tools.onDied(this.terminate(), new Error('The thread did not start'))
    );
    return worker;
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.#isReady = true;
      return this.#begin();
    }
    const order = this.#finish();
    // An idle thread does not keep the process alive.
    this.#worker?.unref();
    if (order) this.#tools.onAnswer(order, message);
  }

  #begin(): void {
    const { millisecondsFor, onTooLong, onBegun } = this.#tools;
    const milliseconds = millisecondsFor(this.#order?.bytes ?? 0);
    this.#begunAt = performance.now();
    this.#limit(milliseconds, () => {
      const order = this.terminate();
      if (order) onTooLong(order, new JobTookTooLongError(`The job was not done in ${milliseconds} ms`));
    });
    onBegun();
  }

  #limit(milliseconds: number, onEnd: () => void): void {
    clearTimeout(this.#timer);
    const timer = setTimeout(() => {
      // Where this thread itself was blocked, the answer may have arrived already: it is handled first.
      setImmediate(() => {
        if (this.#timer === timer) onEnd();
      });
    }, milliseconds);
    this.#timer = timer;
  }

  #finish(): Order | null {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#begunAt = null;
    const order = this.#order;
    this.#order = null;
    return order;
  }
}
