/** Appends to the SQLite file through a thread of its own, which starts with the first order and again when it has died. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RowsRefusedError, type Appender } from './appending.ts';
import { readAnswer, writeOrder, type Answer, type Order } from './sqlite-frames.ts';

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export function openSqliteAppender(file: string): Appender {
  let thread: Worker | null = null;
  /** The thread answers in the order in which it is asked. */
  let waiting: Waiting[] = [];
  let isClosed = false;

  const lost = (of: Worker, error: Error): void => {
    if (thread !== of) return;
    thread = null;
    const left = waiting;
    waiting = [];
    for (const { reject } of left) reject(error);
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: { file } });
    started.on('message', (frame: Uint8Array) => {
      if (thread !== started) return;
      waiting.shift()?.resolve(readAnswer(frame));
      if (waiting.length === 0) started.unref();
    });
    started.on('error', (error: Error) => lost(started, error));
    started.on('exit', (code) => lost(started, new Error(`The thread that commits has ended (${code})`)));
    return started;
  };

  const ask = async (order: Order): Promise<Exclude<Answer, { kind: 'failed' }>> => {
    if (isClosed) throw new Error('The log is closed');
    const frame = writeOrder(order);
    const answer = await new Promise<Answer>((resolve, reject) => {
      thread ??= start();
      // While it is idle it keeps no process alive.
      thread.ref();
      waiting.push({ resolve, reject });
      thread.postMessage(frame, [frame.buffer]);
    });
    if (answer.kind !== 'failed') return answer;
    if (answer.isOfRows) throw new RowsRefusedError(answer.message);
    throw Object.assign(new Error(answer.message), { code: answer.code });
  };

  const isMoreAfter = async (order: Order): Promise<boolean> => {
    const answer = await ask(order);
    return answer.kind === 'kept' && answer.isMore;
  };

  return {
    append: async (parts) => {
      const answer = await ask({ kind: 'append', parts });
      if (answer.kind !== 'appended') throw new Error('The thread that commits answers something else');
      return answer.outcomes;
    },
    keepSnapshot: async (place, snapshot) => {
      let isMore = await isMoreAfter({ kind: 'keep', place, snapshot });
      // One step at a time, so that what people type in between is committed in between.
      while (isMore) isMore = await isMoreAfter({ kind: 'fold', place, throughSeq: snapshot.throughSeq });
    },
    close: async () => {
      isClosed = true;
      if (!thread) return;
      const gone = once(thread, 'exit');
      thread.ref();
      thread.postMessage('close');
      await gone;
    }
  };
}
