/**
 * Hands jobs to one worker thread, one at a time. The thread is started with the first job. When it dies, its job is tried once
 * more; when a job takes too long, it is ended together with its thread. Either way the next job gets a new thread.
 */
import type { Worker } from 'node:worker_threads';
import { UnreadableDocumentError } from '#document/assemble.ts';
import type { Journal } from '../journal.ts';
import { JobTookTooLongError, UnsoundDocumentError, WorkerDiedError, WorkshopClosedError, WorkshopFullError } from './errors.ts';
import type { Jobs, Kind } from './jobs.ts';
import { pack, sizeOf } from './packing.ts';
import type { FromWorker, ToWorker } from './talk.ts';

export interface Limits {
  /** Of one job. */
  readonly milliseconds: number;
  /** Of what waits. */
  readonly jobs: number;
  readonly bytes: number;
}

export interface ForemanTools {
  readonly journal: Pick<Journal, 'warn' | 'error'>;
  readonly limits: Limits;
  readonly hire: () => Worker;
}

interface Order {
  readonly kind: Kind;
  readonly parts: readonly Uint8Array[];
  readonly asked: Jobs[Kind]['asked'];
  readonly bytes: number;
  readonly resolve: (made: unknown) => void;
  readonly reject: (error: Error) => void;
  isSecondTry: boolean;
}

/** For a thread to load its modules, on a machine that is busy. */
const startMilliseconds = 30_000;

export class Foreman {
  readonly #tools: ForemanTools;
  /** Somebody waits for these; those of `#background` come when there are none. */
  #waiting: Order[] = [];
  #background: Order[] = [];
  #waitingBytes = 0;
  #worker: Worker | null = null;
  #isReady = false;
  #current: Order | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Threads that have been told to end. */
  readonly #leaving = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(tools: ForemanTools) {
    this.#tools = tools;
  }

  /** The parts are read until this settles. */
  order<K extends Kind>(kind: K, parts: readonly Uint8Array[], asked: Jobs[K]['asked'], when: 'soon' | 'background' = 'soon'): Promise<Jobs[K]['made']> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new WorkshopClosedError('The workshop is closed'));
      const { limits } = this.#tools;
      const bytes = sizeOf(parts);
      const count = this.#waiting.length + this.#background.length;
      // What is larger than everything that may wait is taken when nothing else does.
      if (count >= limits.jobs || (count > 0 && this.#waitingBytes + bytes > limits.bytes)) {
        return reject(new WorkshopFullError('Too much waits in the workshop'));
      }
      const order: Order = { kind, parts, asked, bytes, resolve: resolve as Order['resolve'], reject, isSecondTry: false };
      this.#waitingBytes += bytes;
      (when === 'soon' ? this.#waiting : this.#background).push(order);
      this.#next();
    });
  }

  /** What is not done yet is refused. Settles when no thread is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const orders = [...(this.#current ? [this.#current] : []), ...this.#waiting, ...this.#background];
    this.#waiting = [];
    this.#background = [];
    this.#waitingBytes = 0;
    this.#dismiss();
    for (const order of orders) order.reject(new WorkshopClosedError('The workshop is closed'));
    await Promise.all(this.#leaving);
  }

  #next(): void {
    if (this.#current) return;
    const order = this.#waiting.shift() ?? this.#background.shift();
    // A thread without work keeps no process alive.
    if (!order) return this.#worker?.unref();
    this.#waitingBytes -= order.bytes;
    this.#current = order;
    const worker = (this.#worker ??= this.#hire());
    worker.ref();
    const packed = pack(order.parts);
    const message: ToWorker = { kind: order.kind, asked: order.asked, packed };
    worker.postMessage(message, [packed.bytes.buffer, packed.lengths.buffer]);
    if (this.#isReady) this.#limitJob();
  }

  #hire(): Worker {
    const worker = this.#tools.hire();
    let reason: unknown = null;
    this.#isReady = false;
    worker.on('message', (message: FromWorker) => {
      if (worker === this.#worker) this.#hear(message);
    });
    worker.on('error', (error: unknown) => {
      reason = error;
    });
    worker.on('exit', () => {
      if (worker === this.#worker) this.#died(reason);
    });
    this.#limit(startMilliseconds, () => this.#died(new Error('The thread did not start')));
    return worker;
  }

  #hear(message: FromWorker): void {
    if (message.type === 'ready') {
      this.#isReady = true;
      return this.#limitJob();
    }
    const order = this.#finish();
    if (message.type === 'made') order?.resolve(message.made);
    else order?.reject(revived(message));
    this.#next();
  }

  #limitJob(): void {
    const { milliseconds } = this.#tools.limits;
    this.#limit(milliseconds, () => {
      const order = this.#dismiss();
      this.#tools.journal.warn('A job of the workshop took too long', { job: order?.kind, bytes: order?.bytes, milliseconds });
      order?.reject(new JobTookTooLongError(`The job was not done in ${milliseconds} ms`));
      this.#next();
    });
  }

  #limit(milliseconds: number, onEnd: () => void): void {
    clearTimeout(this.#timer);
    const timer = setTimeout(() => {
      // Where this thread itself was held up, the answer may lie there already: it is heard first.
      setImmediate(() => {
        if (this.#timer === timer) onEnd();
      });
    }, milliseconds);
    this.#timer = timer;
  }

  #died(reason: unknown): void {
    const order = this.#dismiss();
    this.#tools.journal.error('A thread of the workshop died', reason, { job: order?.kind, bytes: order?.bytes });
    if (order?.isSecondTry) order.reject(new WorkerDiedError('The thread died of the job', { cause: reason }));
    else if (order) {
      order.isSecondTry = true;
      this.#waitingBytes += order.bytes;
      this.#waiting.unshift(order);
    }
    this.#next();
  }

  /** Ends the thread and returns the job that it had. */
  #dismiss(): Order | null {
    const worker = this.#worker;
    this.#worker = null;
    if (worker) {
      const left: Promise<unknown> = worker.terminate().finally(() => this.#leaving.delete(left));
      this.#leaving.add(left);
    }
    return this.#finish();
  }

  #finish(): Order | null {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const order = this.#current;
    this.#current = null;
    return order;
  }
}

/** Errors lose their class between threads. */
function revived({ name, message, stack }: Extract<FromWorker, { type: 'failed' }>): Error {
  const Kind = name === 'UnsoundDocumentError' ? UnsoundDocumentError : name === 'UnreadableDocumentError' ? UnreadableDocumentError : Error;
  const error = new Kind(message);
  error.stack = stack;
  return error;
}
