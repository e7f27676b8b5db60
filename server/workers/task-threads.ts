/**
 * Runs tasks in threads: few at once, so that the server's other work goes on, each within a limit of time and
 * memory. Requesters are served in turn, none has two threads at once, and none may fill the queue. A thread that is
 * done waits a while for the next task, since loading its modules takes longer than most tasks.
 */
import { Worker } from 'node:worker_threads';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { inOwnRound } from '#server/process/rounds.ts';
import { FairQueue } from './queue.ts';

export interface TaskThreads<Order, Made> {
  /**
   * Runs a task for a person. `throttled` where too many of theirs wait already, `busy` where too many of all do.
   * Rejects where the thread fails, or takes too much time or memory.
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

/** Limits how long a thread waits for its next task. */
const idleMilliseconds = 30_000;

/** Limits what a thread allots between two collections of its garbage; the usual limit is three times as much. */
const youngMegabytes = 16;

/** Opens threads that run `worker`, which answers its orders by `answerTasks` and finds `workerData` as Node gives it. */
export function openTaskThreads<Order, Made>(
  name: string,
  worker: URL,
  limits: ThreadLimits,
  workerData: unknown = null
): TaskThreads<Order, Made> {
  const threads = new Set<Worker>();
  const waiting = new FairQueue<Waiting>();
  /** Lists whose tasks are running, from the moment that they were let in. */
  const running: string[] = [];
  let idle: { readonly thread: Worker; readonly timer: NodeJS.Timeout } | null = null;
  let isClosed = false;
  const hasEnded = (): boolean => isClosed;

  function spawn(): Worker {
    const thread = new Worker(worker, {
      name,
      workerData,
      resourceLimits: {
        maxOldGenerationSizeMb: limits.heapMegabytes,
        maxYoungGenerationSizeMb: youngMegabytes
      }
    });
    threads.add(thread);
    // An error without a listener would end the process; a task has a listener of its own.
    thread.on('error', () => threads.delete(thread));
    thread.once('exit', () => {
      threads.delete(thread);
      if (idle?.thread === thread) idle = null;
    });
    return thread;
  }

  function takeThread(): Worker {
    if (!idle) return spawn();
    const { thread, timer } = idle;
    clearTimeout(timer);
    idle = null;
    thread.ref();
    return thread;
  }

  /** Keeps a thread for the next task; a second one is not kept. */
  function keep(thread: Worker): void {
    if (idle || isClosed) return void thread.terminate();
    // Neither an idle thread nor its timer keeps the process alive.
    thread.unref();
    idle = { thread, timer: setTimeout(() => void thread.terminate(), idleMilliseconds).unref() };
  }

  const make = (order: Order, { isUntrusted = false }: TaskOptions): Promise<Made> =>
    new Promise((resolve, reject) => {
      const thread = takeThread();
      const timer = setTimeout(() => void thread.terminate(), limits.milliseconds);
      const finish = (): void => {
        clearTimeout(timer);
        thread.off('message', onMade).off('error', onError).off('exit', onExit);
      };
      const onMade = (made: Made): void => {
        finish();
        if (isUntrusted) void thread.terminate();
        else keep(thread);
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
      if (hasEnded() || waiting.load().jobs >= limits.waiting) return refuse('busy');
      if (waiting.load({ requester }).jobs >= limits.waiting / shares)
        return refuse('throttled', { minutes: 1 });
      await new Promise<void>((go) => {
        waiting.add({ requester, bytes: 0, go });
        letIn();
      });
      if (hasEnded()) return refuse('busy');
      try {
        return ok(await make(order, options));
      } finally {
        running.splice(running.indexOf(requester), 1);
        letIn();
      }
    },
    close: async () => {
      isClosed = true;
      for (const { go } of waiting.takeAll()) go();
      await Promise.all([...threads].map((thread) => thread.terminate()));
    }
  };
}
