/** The thread that commits on SQLite: an fsync stops this thread and nobody's event loop. One order in, one answer out, in turn. */
import { parentPort, workerData } from 'node:worker_threads';
import { readOrder, writeAnswer, type Answer, type Order } from './sqlite-frames.ts';
import { openSqlite } from './sqlite-file.ts';
import { SqliteLog } from './sqlite-log.ts';

const { file } = workerData as { readonly file: string };
const port = parentPort;
if (!port) throw new Error('This runs in a thread of its own');

let log: SqliteLog | null = null;

port.on('message', (frame: Uint8Array | 'close') => {
  if (frame === 'close') {
    log?.close();
    return port.close();
  }
  const answer = writeAnswer(answerTo(frame));
  port.postMessage(answer, [answer.buffer]);
});

function answerTo(frame: Uint8Array): Answer {
  try {
    log ??= new SqliteLog(openSqlite(file));
    return carryOut(log, readOrder(frame));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isOfRows = code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_TOOBIG' || error instanceof RangeError || error instanceof TypeError;
    // After trouble with the file nothing that a connection holds of it is relied upon.
    if (!isOfRows) forget();
    return { kind: 'failed', isOfRows, code, message: error instanceof Error ? error.message : String(error) };
  }
}

function carryOut(here: SqliteLog, order: Order): Answer {
  if (order.kind === 'append') return { kind: 'appended', outcomes: here.append(order.parts) };
  if (order.kind === 'keep') return { kind: 'kept', isMore: here.keepSnapshot(order.place, order.snapshot) };
  return { kind: 'kept', isMore: here.fold(order.place, order.throughSeq) };
}

function forget(): void {
  const before = log;
  log = null;
  try {
    before?.close();
  } catch {
    // It is given up either way.
  }
}
