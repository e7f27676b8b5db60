/** The thread that commits on SQLite: an fsync stops this thread and nobody's event loop. One order in, one answer out, in turn. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { readOrder, writeAnswer, type Answer, type Order } from './sqlite-frames.ts';
import { openSqlite } from './sqlite-file.ts';
import { SqliteLog } from './sqlite-log.ts';

const { file } = workerData as { readonly file: string };
const port = parentPort;
if (!port) throw new Error('This runs in a thread of its own');

let log: SqliteLog | null = null;

/**
 * Pages after which what stands in the write-ahead log is brought into the file. Not more often: where people write it is the same
 * pages again and again. A second thread does the most of it beside the commits; what has come meanwhile is little, and is done here
 * so that the log begins anew.
 */
const pagesWorthIt = 6_000;
let pages = 0;
let isHelping = false;
let helper: Worker | null = null;

port.on('message', (frame: Uint8Array | 'close') => {
  if (frame === 'close') {
    log?.close();
    helper?.postMessage('close');
    return port.close();
  }
  const answer = writeAnswer(answerTo(frame));
  port.postMessage(answer, [answer.buffer]);
  if (pages > pagesWorthIt && !isHelping) callHelper();
});

function callHelper(): void {
  isHelping = true;
  helper ??= hire();
  helper.postMessage('checkpoint');
}

function hire(): Worker {
  const hired = new Worker(new URL('./sqlite-checkpointer.ts', import.meta.url), { workerData: { file } });
  const done = (): void => {
    isHelping = false;
    checkpoint();
  };
  hired.on('message', done);
  hired.on('error', () => {
    helper = null;
    done();
  });
  // It keeps nothing alive.
  hired.unref();
  return hired;
}

function checkpoint(): void {
  pages = 0;
  try {
    log?.checkpoint();
  } catch {
    // A full disk, say: everything stays where it is, and the next commit meets the trouble itself.
  }
}

function answerTo(frame: Uint8Array): Answer {
  try {
    log ??= openLog();
    const order = readOrder(frame);
    pages += pagesOf(order);
    return carryOut(log, order);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isOfRows = code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_TOOBIG' || error instanceof RangeError || error instanceof TypeError;
    // After trouble with the file nothing that a connection holds of it is relied upon.
    if (!isOfRows) forget();
    return { kind: 'failed', isOfRows, code, message: error instanceof Error ? error.message : String(error) };
  }
}

function openLog(): SqliteLog {
  const database = openSqlite(file);
  database.pragma('wal_autocheckpoint = 0');
  return new SqliteLog(database);
}

/** About as many as it changes: one or two for each room, and what the bytes fill. */
function pagesOf(order: Order): number {
  if (order.kind !== 'append') return 256;
  let bytes = 0;
  for (const part of order.parts) for (const entry of part.entries) bytes += entry.bytes.length + 100;
  return 2 * order.parts.length + Math.ceil(bytes / 4096);
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
