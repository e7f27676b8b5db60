/**
 * Runs tasks in threads: few at once, so that the server's other work goes on, each within a limit of time and
 * memory. Requesters are served in turn, none has two threads at once, and none may fill the queue.
 */
import { ok, refuse, type Result } from '#base/refusal.ts';
import { inOwnRound } from '#server/process/rounds.ts';
import { FairQueue } from './queue.ts';
import { ReusedThreads } from './reused-threads.ts';

export interface TaskThreads<Order, Made> {
  /**
   * `throttled` where too many of theirs wait already, `busy` where too many of all do. Rejects where the
   * thread fails, or takes too much time or memory.
   */
  readonly run: (order: Order, requester: string, options?: TaskOptions) => Promise<Result<Made>>;
  /** Ends what is being done. */
  readonly close: () => Promise<void>;
}

export interface TaskOptions {
  /** Ends the thread with the task, so that nothing of what a stranger's file holds reaches the next task. */
  readonly isUntrusted?: boolean;
}

export interface ThreadLimits {
  readonly atOnce: number;
  /** One requester may have a quarter of it. */
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

/** Opens threads that run `worker`, which answers its orders by `answerTasks` and finds `workerData` as Node gives it. */
export function openTaskThreads<Order, Made>(
  name: string,
  worker: URL,
  limits: ThreadLimits,
  workerData: unknown = null
): TaskThreads<Order, Made> {
  const threads = new ReusedThreads(worker, limits.heapMegabytes, { name, workerData });
  const waiting = new FairQueue<Waiting>();
  /** Lists whose tasks are running, from the moment that they were let in. */
  const running: string[] = [];
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
    run: async (order, requester, options = {}) => {
      if (threads.hasEnded() || waiting.load().jobs >= limits.waiting) return refuse('busy');
      if (waiting.load({ requester }).jobs >= limits.waiting / shares)
        return refuse('throttled', { minutes: 1 });
      await new Promise<void>((go) => {
        waiting.add({ requester, bytes: 0, go });
        letIn();
      });
      if (threads.hasEnded()) return refuse('busy');
      try {
        return ok(await runTask<Made>(threads, order, limits.milliseconds, options));
      } finally {
        running.splice(running.indexOf(requester), 1);
        letIn();
      }
    },
    close: async () => {
      threads.end();
      for (const { go } of waiting.takeAll()) go();
      await threads.terminateAll();
    }
  };
}

/** It is kept for the next one, but with an untrusted task it ends. */
const runTask = <Made>(
  threads: ReusedThreads,
  order: unknown,
  milliseconds: number,
  { isUntrusted = false }: TaskOptions
): Promise<Made> =>
  new Promise((resolve, reject) => {
    const thread = threads.take();
    const timer = setTimeout(() => void thread.terminate(), milliseconds);
    const finish = (): void => {
      clearTimeout(timer);
      thread.off('message', onMade).off('error', onError).off('exit', onExit);
    };
    const onMade = (made: Made): void => {
      finish();
      if (isUntrusted) void thread.terminate();
      else threads.keep(thread);
      inOwnRound(() => resolve(made));
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      finish();
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new ThreadEndedError('The thread took too much memory', { cause: error })
          : error
      );
    };
    const onExit = (): void => {
      finish();
      reject(new ThreadEndedError('The thread ended without an answer'));
    };
    thread.on('message', onMade).on('error', onError).on('exit', onExit);
    thread.postMessage(order);
  });
