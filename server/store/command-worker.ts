/**
 * Executes the writes of commands on the SQLite file in a thread of its own, so that neither its waits nor
 * its fsyncs block the event loop.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { Answer } from './command-thread.ts';
import { openSqlite } from './sqlite-file.ts';
import { carryOut, type Order } from './statement.ts';

const { file } = workerData as { readonly file: string };
const port = parentPort;
if (!port) throw new Error('This runs in a thread of its own');

let database: Database | null = null;

port.on('message', (order: Order | 'close') => {
  if (order === 'close') {
    database?.close();
    return port.close();
  }
  port.postMessage(answerTo(order));
});

function answerTo(order: Order): Answer {
  try {
    database ??= openSqlite(file);
    return { kind: 'done', result: carryOut(database, order) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}
