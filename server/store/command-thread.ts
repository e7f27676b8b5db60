/**
 * Sends statements to the thread that executes the writes of commands (command-worker.ts), which starts with
 * the first of them and again when it has died.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { QueryResult } from 'kysely';
import type { Order } from './statement.ts';

/** Holds one statement, or statements that are one transaction. */
export interface Message {
  readonly orders: readonly Order[];
  readonly isTransaction: boolean;
}

export type Answer =
  | { readonly kind: 'done'; readonly results: readonly QueryResult<unknown>[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const spawn = (file: string): Worker =>
  new Worker(new URL('./command-worker.ts', import.meta.url), { name: 'commands', workerData: { file } });

export class CommandThread {
  readonly #start: () => Worker;
  #thread: Worker | null = null;
  /** Counts the threads so far. */
  #lives = 0;
  #waiting: Waiting | null = null;
  #starting: Promise<void> | null = null;
  #isClosed = false;

  constructor(file: string, start: (file: string) => Worker = spawn) {
    this.#start = () => start(file);
  }

  /**
   * Settles once the thread runs and has the file open; to be awaited before the write lock is taken, so that
   * no one waits for the start.
   */
  async ready(): Promise<void> {
    if (!this.#thread && !this.#isClosed) this.#starting ??= this.#begin();
    await this.#starting;
  }

  /**
   * Returns a function that executes the statements of one transaction. One thread executes them all, or the
   * remaining ones are refused.
   */
  session(): <R>(order: Order) => Promise<QueryResult<R>> {
    let life: number | null = null;
    return async (order) => {
      if (life !== null && life !== this.#lives) {
        if (order.sql === 'rollback') return { rows: [] };
        throw new Error('The transaction was lost with its thread');
      }
      const running = this.#run({ orders: [order], isTransaction: false });
      life = this.#lives;
      const [result] = await running;
      return result as QueryResult<never>;
    };
  }

  /** Executes statements as one transaction, in one go. */
  together(orders: readonly Order[]): Promise<readonly QueryResult<unknown>[]> {
    return this.#run({ orders, isTransaction: true });
  }

  async #begin(): Promise<void> {
    // A failure to start is reported by the next statement.
    const first = { orders: [{ sql: 'select 1', parameters: [] }], isTransaction: false };
    await this.#execute(first).catch(() => undefined);
    this.#starting = null;
  }

  async #run(message: Message): Promise<readonly QueryResult<unknown>[]> {
    if (this.#starting) await this.#starting;
    return this.#execute(message);
  }

  /** The next may be sent when this one has settled. */
  async #execute({ orders, isTransaction }: Message): Promise<readonly QueryResult<unknown>[]> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('The database is closed'));
      if (this.#waiting) return reject(new Error('Two statements at once'));
      this.#waiting = { resolve, reject };
      const thread = (this.#thread ??= this.#live());
      // An idle thread keeps no process alive.
      thread.ref();
      const owned = orders.map(({ sql, parameters }) => ({ sql, parameters: parameters.map(whole) }));
      thread.postMessage({ orders: owned, isTransaction } satisfies Message);
    });
    if (answer.kind === 'failed') throw Object.assign(new Error(answer.message), { code: answer.code });
    return answer.results;
  }

  /** Settles when the file is closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#thread) return;
    const gone = once(this.#thread, 'exit');
    this.#thread.ref();
    this.#thread.postMessage('close');
    await gone;
  }

  #live(): Worker {
    const started = this.#start();
    this.#lives++;
    started.on('message', (answer: Answer) => {
      if (this.#thread !== started) return;
      started.unref();
      this.#take()?.resolve(answer);
    });
    started.on('error', (error: Error) => this.#lost(started, error));
    started.on('exit', (code) => this.#lost(started, new Error(`The command thread has ended (${code})`)));
    return started;
  }

  #take(): Waiting | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }

  #lost(of: Worker, error: Error): void {
    if (this.#thread !== of) return;
    this.#thread = null;
    // A transaction that was open is lost with the thread, also where no statement was pending.
    this.#lives++;
    this.#take()?.reject(error);
  }
}

/** Copies bytes that are a view of a larger buffer, because a message would carry the whole buffer. */
const whole = (value: unknown): unknown =>
  value instanceof Uint8Array && value.byteLength < value.buffer.byteLength ? Uint8Array.from(value) : value;
