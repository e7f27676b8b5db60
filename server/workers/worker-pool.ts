/**
 * Hands jobs to a thread, one at a time, with the requesters in turn. The thread is started with the first
 * job. When it dies, its job is tried once more; when a job takes too long, it is terminated together with
 * its thread. Jobs of other requesters do not wait for a long job: a second thread is started for them, and
 * no requester has two at once.
 */
import { UnreadableDocumentError } from '#document/assemble.ts';
import type { Logger } from '#server/process/logger.ts';
import { inOwnRound } from '#server/process/rounds.ts';
import { WorkerSlot, type Thread, type WorkerSlotTools, type Order } from './worker-slot.ts';
import {
  JobTookTooLongError,
  UnsoundDocumentError,
  WorkerDiedError,
  TextTooLargeError,
  WorkersClosedError,
  WorkersFullError
} from './errors.ts';
import { FailedJobs } from './failed-jobs.ts';
import type { Jobs, Kind } from './jobs.ts';
import { sizeOf } from './packing.ts';
import { FairQueue } from './queue.ts';
import type { FromWorker } from './worker-messages.ts';

export interface Limits {
  /** Limits the duration of one job, on the first megabyte of a document. */
  readonly milliseconds: number;
  /** Adds to that limit for each further megabyte. */
  readonly millisecondsPerMegabyte: number;
  /** One requester may have a quarter of it. */
  readonly jobs: number;
  readonly bytes: number;
  /** Larger ones are older than the bound. */
  readonly textBytes: number;
  readonly threads: number;
  /** Sets how long other requesters wait for a job before they get another thread. */
  readonly patienceMilliseconds: number;
}

export interface WorkerPoolTools {
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly limits: Limits;
  readonly spawn: () => Thread;
}

export interface JobOptions {
  /** `background` jobs run when no other job waits. */
  readonly when?: 'soon' | 'background';
  /** Identifies the requester, such as a person's id. */
  readonly requester?: string | undefined;
}

const shares = 4;
const megabyte = 1024 * 1024;

export class WorkerPool {
  readonly #tools: WorkerPoolTools;
  /** Queues the jobs that have a caller waiting; those of `#background` run when there are none. */
  readonly #waiting = new FairQueue<Order>();
  readonly #background = new FairQueue<Order>();
  #slots: WorkerSlot[] = [];
  readonly #leaving = new Set<Promise<unknown>>();
  #looking: NodeJS.Timeout | undefined;
  readonly #failed = new FailedJobs();
  #isClosed = false;

  constructor(tools: WorkerPoolTools) {
    this.#tools = tools;
  }

  /** The parts are read until the promise settles. */
  order<K extends Kind>(
    kind: K,
    parts: readonly Uint8Array[],
    input: Jobs[K]['input'],
    { when = 'soon', requester }: JobOptions = {}
  ): Promise<Jobs[K]['made']> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new WorkersClosedError('The document workers are closed'));
      const bytes = sizeOf(parts);
      if (this.#failed.has(kind, parts))
        return reject(
          this.#givenUp(
            bytes,
            new JobTookTooLongError('This job failed a moment ago and is not tried again yet')
          )
        );
      if (!this.#hasRoomFor(bytes, requester))
        return reject(new WorkersFullError('Too many jobs wait for the document workers'));
      const order: Order = {
        kind,
        parts,
        input,
        bytes,
        requester,
        resolve: resolve as Order['resolve'],
        reject,
        isSecondTry: false
      };
      (when === 'soon' ? this.#waiting : this.#background).add(order);
      this.#next();
    });
  }

  get waitingJobs(): number {
    return this.#waiting.load().jobs + this.#background.load().jobs;
  }

  /** Rejects the jobs that are not done yet. Settles when no thread is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#looking);
    const orders = [
      ...this.#slots.map((slot) => slot.terminate()),
      ...this.#waiting.takeAll(),
      ...this.#background.takeAll()
    ];
    this.#slots = [];
    for (const order of orders) order?.reject(new WorkersClosedError('The document workers are closed'));
    await Promise.all(this.#leaving);
  }

  /**
   * Checks whether the queue takes a job. A job larger than the whole limit is taken when nothing else waits.
   */
  #hasRoomFor(bytes: number, requester: string | undefined): boolean {
    const { limits } = this.#tools;
    const fits = (loads: readonly { jobs: number; bytes: number }[], share: number): boolean => {
      const jobs = loads.reduce((sum, load) => sum + load.jobs, 0);
      const waiting = loads.reduce((sum, load) => sum + load.bytes, 0);
      return jobs < limits.jobs / share && (jobs === 0 || waiting + bytes <= limits.bytes / share);
    };
    const queues = [this.#waiting, this.#background];
    const isOwnShare =
      requester === undefined ||
      fits(
        queues.map((queue) => queue.load({ requester })),
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
    if (this.#slots.length === 0) this.#slots.push(this.#setUp());
    for (const slot of [...this.#slots]) {
      if (slot.order) continue;
      const order = this.#waiting.take(this.#mayServe) ?? this.#background.take(this.#mayServe);
      if (order) slot.take(order);
      else if (this.#slots.length > 1) this.#clear(slot);
    }
    if (this.#waiting.has(this.#mayServe) && this.#slots.length < this.#tools.limits.threads)
      this.#lookForLongJobs();
  }

  /** Checks that a requester has no thread yet; one that has waits for it. */
  readonly #mayServe = (requester: string | undefined): boolean =>
    requester === undefined || this.#slots.every(({ order }) => order?.requester !== requester);

  /** Adds another slot once the jobs of all slots have become long ones. */
  #lookForLongJobs(): void {
    clearTimeout(this.#looking);
    const begun = this.#slots.map(({ begunAt }) => begunAt);
    // One whose thread is still loading is looked at when it has begun.
    if (begun.includes(null)) return;
    const left =
      Math.max(...begun.map((at) => at ?? 0)) + this.#tools.limits.patienceMilliseconds - performance.now();
    if (left > 0) {
      this.#looking = setTimeout(() => this.#next(), Math.ceil(left));
      this.#looking.unref();
      return;
    }
    const slot = this.#setUp();
    this.#slots.push(slot);
    this.#next();
  }

  /** Returns the error of a job that was given up: a text above the bound fails again whenever it is tried. */
  #givenUp(bytes: number, error: Error): Error {
    return bytes > this.#tools.limits.textBytes ? new TextTooLargeError(bytes, error) : error;
  }

  #setUp(): WorkerSlot {
    const { logger, limits, spawn } = this.#tools;
    const millisecondsFor = (bytes: number): number =>
      limits.milliseconds + Math.round(Math.max(0, bytes / megabyte - 1) * limits.millisecondsPerMegabyte);
    const tools: WorkerSlotTools = {
      millisecondsFor,
      spawn,
      leaving: this.#leaving,
      onBegun: () => this.#next(),
      onAnswer: (order, answer) => {
        inOwnRound(() => {
          if (answer.kind === 'made') order.resolve(answer.made);
          else order.reject(revived(answer));
        });
        this.#next();
      },
      onTooLong: ({ kind, bytes, parts, reject }, error) => {
        reject(this.#givenUp(bytes, error));
        this.#failed.add(kind, parts);
        logger.warn('A job of the document workers took too long', {
          job: kind,
          bytes,
          milliseconds: millisecondsFor(bytes)
        });
        this.#next();
      },
      onDied: (order, reason) => {
        logger.error('A thread of the document workers died', reason, {
          job: order?.kind,
          bytes: order?.bytes
        });
        if (order?.isSecondTry) {
          this.#failed.add(order.kind, order.parts);
          const died = new WorkerDiedError('The thread died during the job', { cause: reason });
          order.reject(this.#givenUp(order.bytes, died));
        } else if (order) {
          order.isSecondTry = true;
          this.#waiting.addFirst(order);
        }
        this.#next();
      }
    };
    return new WorkerSlot(tools);
  }

  #clear(slot: WorkerSlot): void {
    this.#slots = this.#slots.filter((one) => one !== slot);
    slot.terminate();
  }
}

/** Errors lose their class between threads. */
function revived({ name, message, stack }: Extract<FromWorker, { kind: 'failed' }>): Error {
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
