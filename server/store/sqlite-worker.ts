/** The thread that commits on SQLite: an fsync stops this thread and nobody's event loop. One order in, one answer out, in turn. */
import { workerData } from 'node:worker_threads';
import { readOrder, writeAnswer, type Answer, type Order } from './sqlite-frames.ts';
import { openSqlite } from './sqlite-file.ts';
import { SqliteLog } from './sqlite-log.ts';
import { Slot, type SlotEnd } from './sqlite-slot.ts';

const given = workerData as { readonly file: string; readonly slot: SlotEnd };
const slot = new Slot(given.slot);
let log: SqliteLog | null = null;

/**
 * Pages after which what stands in the write-ahead log is to be brought into the file. Not more often: where people write it is the
 * same pages again and again.
 */
const pagesWorthIt = 6_000;
let pages = 0;

/** It stands still between two orders, and goes back to its event loop now and then for what Node has put off until there. */
const ordersOfTurn = 256;
setImmediate(serve);

function serve(): void {
  for (let served = 0; served < ordersOfTurn; served++) {
    slot.awaitOrder();
    const order = readOrder(slot.read());
    if (order.kind === 'close') return forget();
    const answer = answerTo(order);
    slot.write((encoder) => writeAnswer(encoder, answer));
    slot.giveAnswer();
  }
  setImmediate(serve);
}

function answerTo(order: Exclude<Order, { kind: 'close' }>): Answer {
  try {
    log ??= openLog();
    pages += pagesOf(order);
    return carryOut(log, order);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isOfRows =
      code.startsWith('SQLITE_CONSTRAINT') ||
      code === 'SQLITE_TOOBIG' ||
      error instanceof RangeError ||
      error instanceof TypeError;
    // After trouble with the file nothing that a connection holds of it is relied upon.
    if (!isOfRows) forget();
    return {
      kind: 'failed',
      isOfRows,
      code,
      message: error instanceof Error ? error.message : String(error)
    };
  }
}

function openLog(): SqliteLog {
  const database = openSqlite(given.file);
  database.pragma('wal_autocheckpoint = 0');
  return new SqliteLog(database);
}

/** About as many as it changes: one or two for each room, and what the bytes fill. */
function pagesOf(order: Order): number {
  if (order.kind !== 'append') return order.kind === 'checkpoint' ? 0 : 256;
  let bytes = 0;
  for (const part of order.parts) for (const entry of part.entries) bytes += entry.bytes.length + 100;
  return 2 * order.parts.length + Math.ceil(bytes / 4096);
}

function carryOut(here: SqliteLog, order: Exclude<Order, { kind: 'close' }>): Answer {
  switch (order.kind) {
    case 'append':
      return { kind: 'appended', isLong: pages > pagesWorthIt, outcomes: here.append(order.parts) };
    case 'save':
      return {
        kind: 'saved',
        isLong: pages > pagesWorthIt,
        isMore: here.saveSnapshot(order.roomKey, order.snapshot)
      };
    case 'fold':
      return {
        kind: 'saved',
        isLong: pages > pagesWorthIt,
        isMore: here.fold(order.roomKey, order.throughSeq)
      };
    case 'checkpoint':
      // Whatever comes of it: what cannot be brought into the file now stays where it is.
      pages = 0;
      here.checkpoint();
      return { kind: 'saved', isLong: false, isMore: false };
  }
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
