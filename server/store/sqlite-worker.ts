/** The thread that commits on SQLite: an fsync stops this thread and nobody's event loop. One order in, one answer out, in turn. */
import { parentPort, workerData } from 'node:worker_threads';
import { readOrder, writeAnswer, type Answer, type Order } from './sqlite-frames.ts';
import { openSqlite } from './sqlite-file.ts';
import { SqliteLog } from './sqlite-log.ts';

const { file } = workerData as { readonly file: string };
const port = parentPort;
if (!port) throw new Error('This runs in a thread of its own');

let log: SqliteLog | null = null;

/**
 * Brought into the file in a pause from the first figure on, between two orders at the second. Not more often: it writes the same
 * pages again and again where people write, and a commit that comes meanwhile waits for it.
 */
const pagesWorthIt = 6_000;
const pagesTooMany = 24_000;
const pauseMilliseconds = 2;
let pages = 0;
let pause: NodeJS.Timeout | undefined;

port.on('message', (frame: Uint8Array | 'close') => {
  if (frame === 'close') {
    log?.close();
    return port.close();
  }
  clearTimeout(pause);
  const answer = writeAnswer(answerTo(frame));
  port.postMessage(answer, [answer.buffer]);
  if (pages > pagesTooMany) checkpoint();
  else if (pages > pagesWorthIt) pause = setTimeout(checkpoint, pauseMilliseconds);
});

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
