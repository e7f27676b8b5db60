/**
 * Controls the thread that commits, from the event loop. The thread starts with the first order and again
 * when it has died.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { readAnswer, writeOrder, type Answer, type Order } from './sqlite-frames.ts';
import { newSlot, type Slot } from './sqlite-slot.ts';

interface Waiting {
  readonly order: Order;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Holds a thread with a slot of its own, so that one that dies leaves the slot of the next intact. */
interface Started {
  readonly worker: Worker;
  readonly slot: Slot;
}

export class CommittingThread {
  readonly #file: string;
  #started: Started | null = null;
  /** Queues orders; the thread works on the first. */
  readonly #waiting: Waiting[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Answers come in the order of the orders. Rejects where the thread dies before it has answered. */
  execute(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, resolve, reject });
      if (this.#waiting.length > 1) return;
      this.#giveNext();
      this.#started?.worker.ref();
    });
  }

  /** Closes after the orders that were given before. */
  async end(): Promise<void> {
    if (!this.#started) return;
    const gone = once(this.#started.worker, 'exit');
    // The thread exits instead of answering.
    this.execute({ kind: 'close' }).catch(() => undefined);
    await gone;
  }

  #giveNext(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        return this.#give(next.order);
      } catch (error) {
        this.#waiting.shift();
        next.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
    // An idle thread keeps no process alive.
    this.#started?.worker.unref();
  }

  #give(order: Order): void {
    const to = (this.#started ??= this.#start());
    to.slot.write((encoder) => writeOrder(encoder, order));
    void to.slot.giveOrder().then(() => this.#answered(to));
  }

  #start(): Started {
    const { eventLoop, ofThread } = newSlot();
    const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
      workerData: { file: this.#file, slot: ofThread },
      transferList: [ofThread.port]
    });
    const started = { worker, slot: eventLoop };
    worker.on('error', (error: Error) => this.#lost(started, error));
    worker.on('exit', (code) =>
      this.#lost(started, new Error(`The thread that commits has ended (${code})`))
    );
    return started;
  }

  #answered(by: Started): void {
    if (this.#started !== by) return;
    this.#waiting.shift()?.resolve(readAnswer(by.slot.read()));
    this.#giveNext();
  }

  #lost(of: Started, error: Error): void {
    if (this.#started !== of) return;
    this.#started = null;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
