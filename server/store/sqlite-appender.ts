/**
 * Appends to the SQLite file through a thread of its own, and lets a second one move the write-ahead log into
 * the file.
 */
import { Worker } from 'node:worker_threads';
import { RowsRefusedError, type Appender } from './appender.ts';
import type { Answer, Order } from './sqlite-frames.ts';
import { CommittingThread } from './sqlite-thread.ts';

export function openSqliteAppender(file: string): Appender {
  const thread = new CommittingThread(file);
  const checkpointer = new Checkpointer(file, () => thread.execute({ kind: 'checkpoint' }));
  let isClosed = false;

  const execute = async (order: Order): Promise<Exclude<Answer, { kind: 'failed' }>> => {
    if (isClosed) throw new Error('The log is closed');
    const answer = await thread.execute(order);
    if (answer.kind !== 'failed') {
      if (answer.isLong) checkpointer.call();
      return answer;
    }
    if (answer.isOfRows) throw new RowsRefusedError(answer.message);
    throw Object.assign(new Error(answer.message), { code: answer.code });
  };

  const isMoreAfter = async (order: Order): Promise<boolean> => {
    const answer = await execute(order);
    return answer.kind === 'saved' && answer.isMore;
  };

  return {
    append: async (parts) => {
      const answer = await execute({ kind: 'append', parts });
      if (answer.kind !== 'appended') throw new Error('Unexpected answer of the thread that commits');
      return answer.outcomes;
    },
    saveSnapshot: async (roomKey, snapshot) => {
      let isMore = await isMoreAfter({ kind: 'save', roomKey, snapshot });
      // Folding goes one step at a time, so that updates which arrive in between are committed in between.
      while (isMore) isMore = await isMoreAfter({ kind: 'fold', roomKey, throughSeq: snapshot.throughSeq });
    },
    close: async () => {
      isClosed = true;
      checkpointer.close();
      await thread.end();
    }
  };
}

/**
 * Checkpoints the write-ahead log. A second thread does most of the work in parallel with the commits; the
 * little that arrives meanwhile is done between two commits, so that the log starts again from its beginning.
 */
class Checkpointer {
  readonly #file: string;
  readonly #finish: () => Promise<unknown>;
  #worker: Worker | null = null;
  #isBusy = false;
  #isClosed = false;

  constructor(file: string, finish: () => Promise<unknown>) {
    this.#file = file;
    this.#finish = finish;
  }

  call(): void {
    if (this.#isBusy || this.#isClosed) return;
    this.#isBusy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage('checkpoint');
  }

  close(): void {
    this.#isClosed = true;
    this.#worker?.postMessage('close');
  }

  #start(): Worker {
    const worker = new Worker(new URL('./sqlite-checkpointer.ts', import.meta.url), {
      workerData: { file: this.#file }
    });
    worker.on('message', () => this.#done());
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
      this.#done();
    });
    // The worker keeps no process alive.
    worker.unref();
    return worker;
  }

  #done(): void {
    if (!this.#isBusy || this.#isClosed) return;
    this.#finish()
      // The thread that commits has died: the next one starts a new count.
      .catch(() => undefined)
      .finally(() => {
        this.#isBusy = false;
      });
  }
}
