/**
 * Keeps threads for jobs on documents from test to test, since starting one takes longer than most tests. A thread
 * that is ended in the middle of a job ends; an idle one waits for the next app.
 */
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { startDocumentThread } from '#server/workers/document-workers.ts';
import type { Thread } from '#server/workers/worker-slot.ts';
import type { FromWorker, ToWorker } from '#server/workers/worker-messages.ts';

const ready: FromWorker = { kind: 'ready' };
const idle = new Set<Worker>();

/** Returns an idle thread, or starts one. */
export function takeDocumentThread(): Thread {
  const [kept] = idle;
  if (!kept) return new LentThread(start(), false);
  idle.delete(kept);
  return new LentThread(kept, true);
}

function start(): Worker {
  const worker = startDocumentThread();
  const forget = (): void => void idle.delete(worker);
  worker.on('error', forget);
  worker.on('exit', forget);
  return worker;
}

class LentThread extends EventEmitter implements Thread {
  readonly #worker: Worker;
  #unanswered: number;

  constructor(worker: Worker, isReady: boolean) {
    super();
    this.#worker = worker;
    this.#unanswered = isReady ? 0 : 1;
    worker.on('message', this.#hear).on('error', this.#fail).on('exit', this.#end);
    // A thread says once that it is ready; each borrower waits for that.
    if (isReady) queueMicrotask(() => this.emit('message', ready));
  }

  readonly #hear = (message: FromWorker): void => {
    this.#unanswered--;
    this.emit('message', message);
  };
  readonly #fail = (error: unknown): void => void this.emit('error', error);
  readonly #end = (): void => void this.emit('exit');

  postMessage(message: ToWorker, transferred: readonly ArrayBuffer[]): void {
    this.#unanswered++;
    this.#worker.postMessage(message, transferred);
  }

  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }

  async terminate(): Promise<void> {
    this.#worker.off('message', this.#hear).off('error', this.#fail).off('exit', this.#end);
    if (this.#unanswered > 0) {
      await this.#worker.terminate();
    } else {
      this.#worker.unref();
      idle.add(this.#worker);
    }
  }
}
