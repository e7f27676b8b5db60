/**
 * Hands jobs to a thread, one at a time, each asker's in turn. The thread is started with the first job. When it dies, its job is tried
 * once more; when a job takes too long, it is ended together with its thread. What others ask for meanwhile does not wait for a
 * long job: a second thread comes in for them, and no asker has two at once.
 */
import type { Worker } from 'node:worker_threads';
import { UnreadableDocumentError } from '#document/assemble.ts';
import type { Journal } from '../journal.ts';
import { Bench, type BenchTools, type Order } from './bench.ts';
import { UnsoundDocumentError, WorkerDiedError, WorkshopClosedError, WorkshopFullError } from './errors.ts';
import type { Jobs, Kind } from './jobs.ts';
import { sizeOf } from './packing.ts';
import { FairQueue } from './queue.ts';
import type { FromWorker } from './talk.ts';

export interface Limits {
  /** Of one job. */
  readonly milliseconds: number;
  /** Of what waits; one asker's may be a quarter of it. */
  readonly jobs: number;
  readonly bytes: number;
  readonly threads: number;
  /** How long others wait for a job before they get a thread beside it. */
  readonly patienceMilliseconds: number;
}

export interface ForemanTools {
  readonly journal: Pick<Journal, 'warn' | 'error'>;
  readonly limits: Limits;
  readonly hire: () => Worker;
}

export interface Wish {
  /** In the background: when nobody waits for anything else. */
  readonly when?: 'soon' | 'background';
  /** For whom, such as a person's id. */
  readonly asker?: string | undefined;
}

const shares = 4;

export class Foreman {
  readonly #tools: ForemanTools;
  /** Somebody waits for these; those of `#background` come when there are none. */
  readonly #waiting = new FairQueue<Order>();
  readonly #background = new FairQueue<Order>();
  #benches: Bench[] = [];
  readonly #leaving = new Set<Promise<unknown>>();
  #looking: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(tools: ForemanTools) {
    this.#tools = tools;
  }

  /** The parts are read until this settles. */
  order<K extends Kind>(
    kind: K,
    parts: readonly Uint8Array[],
    asked: Jobs[K]['asked'],
    { when = 'soon', asker }: Wish = {}
  ): Promise<Jobs[K]['made']> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new WorkshopClosedError('The workshop is closed'));
      const bytes = sizeOf(parts);
      if (!this.#hasRoomFor(bytes, asker))
        return reject(new WorkshopFullError('Too much waits in the workshop'));
      const order: Order = {
        kind,
        parts,
        asked,
        bytes,
        asker,
        resolve: resolve as Order['resolve'],
        reject,
        isSecondTry: false
      };
      (when === 'soon' ? this.#waiting : this.#background).add(order);
      this.#next();
    });
  }

  /** What is not done yet is refused. Settles when no thread is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#looking);
    const orders = [
      ...this.#benches.map((bench) => bench.dismiss()),
      ...this.#waiting.takeAll(),
      ...this.#background.takeAll()
    ];
    this.#benches = [];
    for (const order of orders) order?.reject(new WorkshopClosedError('The workshop is closed'));
    await Promise.all(this.#leaving);
  }

  /** What is larger than everything that may wait is taken when nothing else does. */
  #hasRoomFor(bytes: number, asker: string | undefined): boolean {
    const { limits } = this.#tools;
    const fits = (loads: readonly { jobs: number; bytes: number }[], share: number): boolean => {
      const jobs = loads.reduce((sum, load) => sum + load.jobs, 0);
      const waiting = loads.reduce((sum, load) => sum + load.bytes, 0);
      return jobs < limits.jobs / share && (jobs === 0 || waiting + bytes <= limits.bytes / share);
    };
    const queues = [this.#waiting, this.#background];
    const isOwnShare =
      asker === undefined ||
      fits(
        queues.map((queue) => queue.load({ asker })),
        shares
      );
    return (
      isOwnShare &&
      fits(
        queues.map((queue) => queue.load()),
        1
      )
    );
  }

  #next(): void {
    if (this.#isClosed) return;
    if (this.#benches.length === 0) this.#benches.push(this.#setUp());
    for (const bench of [...this.#benches]) {
      if (bench.order) continue;
      const order = this.#waiting.take(this.#mayServe) ?? this.#background.take(this.#mayServe);
      if (order) bench.take(order);
      else if (this.#benches.length > 1) this.#clear(bench);
    }
    if (this.#waiting.has(this.#mayServe) && this.#benches.length < this.#tools.limits.threads)
      this.#lookForLongJobs();
  }

  /** Whoever has a thread already waits for it. */
  readonly #mayServe = (asker: string | undefined): boolean =>
    asker === undefined || this.#benches.every(({ order }) => order?.asker !== asker);

  /** Sets up another bench once the jobs of those that stand are long ones. */
  #lookForLongJobs(): void {
    clearTimeout(this.#looking);
    const begun = this.#benches.map(({ begunAt }) => begunAt);
    // One whose thread is still loading is looked at when it has begun.
    if (begun.includes(null)) return;
    const left =
      Math.max(...begun.map((at) => at ?? 0)) + this.#tools.limits.patienceMilliseconds - performance.now();
    if (left > 0) {
      this.#looking = setTimeout(() => this.#next(), Math.ceil(left));
      this.#looking.unref();
      return;
    }
    const bench = this.#setUp();
    this.#benches.push(bench);
    this.#next();
  }

  #setUp(): Bench {
    const { journal, limits, hire } = this.#tools;
    const tools: BenchTools = {
      milliseconds: limits.milliseconds,
      hire,
      leaving: this.#leaving,
      onBegun: () => this.#next(),
      onAnswer: (order, answer) => {
        if (answer.type === 'made') order.resolve(answer.made);
        else order.reject(revived(answer));
        this.#next();
      },
      onTooLong: ({ kind, bytes }) => {
        journal.warn('A job of the workshop took too long', {
          job: kind,
          bytes,
          milliseconds: limits.milliseconds
        });
        this.#next();
      },
      onDied: (order, reason) => {
        journal.error('A thread of the workshop died', reason, { job: order?.kind, bytes: order?.bytes });
        if (order?.isSecondTry)
          order.reject(new WorkerDiedError('The thread died of the job', { cause: reason }));
        else if (order) {
          order.isSecondTry = true;
          this.#waiting.addFirst(order);
        }
        this.#next();
      }
    };
    return new Bench(tools);
  }

  #clear(bench: Bench): void {
    this.#benches = this.#benches.filter((one) => one !== bench);
    bench.dismiss();
  }
}

/** Errors lose their class between threads. */
function revived({ name, message, stack }: Extract<FromWorker, { type: 'failed' }>): Error {
  const Kind =
    name === 'UnsoundDocumentError'
      ? UnsoundDocumentError
      : name === 'UnreadableDocumentError'
        ? UnreadableDocumentError
        : Error;
  const error = new Kind(message);
  error.stack = stack;
  return error;
}
