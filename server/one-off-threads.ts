/**
 * Runs threads that do one task each and end: few at once, so that the server's other work goes on, each
 * within a limit of time and memory.
 */
import { Worker } from 'node:worker_threads';
import { ok, refuse, type Result } from '#domain/refusal.ts';

export interface OneOffThreads<Order, Made> {
  /** `throttled` where too many wait already. Rejects where the thread fails, or takes too much time or memory. */
  readonly run: (order: Order) => Promise<Result<Made>>;
  /** Ends what is being done. */
  readonly close: () => Promise<void>;
}

export interface ThreadLimits {
  readonly atOnce: number;
  readonly waiting: number;
  readonly milliseconds: number;
  readonly heapMegabytes: number;
}

/** Reports that the thread ended without an answer: it took too long, or more memory than allowed. */
export class ThreadEndedError extends Error {
  override readonly name = 'ThreadEndedError';
}

/** `worker` takes its order as `workerData` and posts what it made as its only message. */
export function openOneOffThreads<Order, Made>(
  name: string,
  worker: URL,
  limits: ThreadLimits
): OneOffThreads<Order, Made> {
  const working = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let isClosed = false;
  const hasEnded = (): boolean => isClosed;

  const make = (order: Order): Promise<Made> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(worker, {
        name,
        workerData: order,
        resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes }
      });
      working.add(thread);
      const timer = setTimeout(() => void thread.terminate(), limits.milliseconds);
      thread.once('message', resolve);
      thread.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new ThreadEndedError('The thread took too much memory', { cause: error })
            : error
        )
      );
      thread.once('exit', () => {
        clearTimeout(timer);
        working.delete(thread);
        waiting.shift()?.();
        // Settles nothing where an answer has come.
        reject(new ThreadEndedError('The thread ended without an answer'));
      });
    });

  return {
    run: async (order) => {
      if (hasEnded() || waiting.length >= limits.waiting) return refuse('throttled', { minutes: 1 });
      if (working.size >= limits.atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      return hasEnded() ? refuse('throttled', { minutes: 1 }) : ok(await make(order));
    },
    close: async () => {
      isClosed = true;
      for (const go of waiting.splice(0)) go();
      await Promise.all([...working].map((thread) => thread.terminate()));
    }
  };
}
