/**
 * Runs threads that do one task each and end: few at once, so that the server's other work goes on, each
 * within a limit of time and memory. Requesters are served in turn, none has two threads at once, and none
 * may fill the queue.
 */
import { Worker } from 'node:worker_threads';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { FairQueue } from './workers/queue.ts';

export interface OneOffThreads<Order, Made> {
  /**
   * Runs a task for a person. `throttled` where too many of theirs wait already, `busy` where too many of all do.
   * Rejects where the thread fails, or takes too much time or memory.
   */
  readonly run: (order: Order, requester: string) => Promise<Result<Made>>;
  /** Ends what is being done. */
  readonly close: () => Promise<void>;
}

export interface ThreadLimits {
  readonly atOnce: number;
  /** Limits the number of waiting tasks; one requester may have a quarter of it. */
  readonly waiting: number;
  readonly milliseconds: number;
  readonly heapMegabytes: number;
}

/** Reports that the thread ended without an answer: it took too long, or more memory than allowed. */
export class ThreadEndedError extends Error {
  override readonly name = 'ThreadEndedError';
}

const shares = 4;

interface Waiting {
  readonly requester: string;
  readonly bytes: 0;
  readonly go: () => void;
}

/** `worker` takes its order as `workerData` and posts what it made as its only message. */
export function openOneOffThreads<Order, Made>(
  name: string,
  worker: URL,
  limits: ThreadLimits
): OneOffThreads<Order, Made> {
  const working = new Set<Worker>();
  const waiting = new FairQueue<Waiting>();
  /** Lists whose tasks are running, from the moment that they were let in. */
  const running: string[] = [];
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
        // Settles nothing where an answer has come.
        reject(new ThreadEndedError('The thread ended without an answer'));
      });
    });

  const mayRun = (requester: string | undefined): boolean => !running.includes(requester ?? '');

  function letIn(): void {
    while (running.length < limits.atOnce) {
      const next = waiting.take(mayRun);
      if (!next) return;
      running.push(next.requester);
      next.go();
    }
  }

  return {
    run: async (order, requester) => {
      if (hasEnded() || waiting.load().jobs >= limits.waiting) return refuse('busy');
      if (waiting.load({ requester }).jobs >= limits.waiting / shares)
        return refuse('throttled', { minutes: 1 });
      await new Promise<void>((go) => {
        waiting.add({ requester, bytes: 0, go });
        letIn();
      });
      if (hasEnded()) return refuse('busy');
      try {
        return ok(await make(order));
      } finally {
        running.splice(running.indexOf(requester), 1);
        letIn();
      }
    },
    close: async () => {
      isClosed = true;
      for (const { go } of waiting.takeAll()) go();
      await Promise.all([...working].map((thread) => thread.terminate()));
    }
  };
}
