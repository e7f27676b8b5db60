/**
 * Executes the writes of commands on the SQLite file in a thread of its own, so that neither its waits nor
 * its fsyncs block the event loop.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { Answer, Message } from './command-thread.ts';
import { openSqlite } from './sqlite-file.ts';
import { carryOut, carryOutTogether } from './statement.ts';

const { file } = workerData as { readonly file: string };
const port = parentPort;
if (!port) throw new Error('This runs in a thread of its own');

let database: Database | null = null;

port.on('message', (message: Message | 'close') => {
  if (message === 'close') {
    database?.close();
    return port.close();
  }
  port.postMessage(answerTo(message));
});

function answerTo({ orders, isTransaction }: Message): Answer {
  try {
    database ??= openSqlite(file);
    const open = database;
    const results = isTransaction
      ? carryOutTogether(open, orders)
      : orders.map((order) => carryOut<unknown>(open, order));
    return { kind: 'done', results };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}
