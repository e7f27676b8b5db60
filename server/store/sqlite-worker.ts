/**
 * Commits on SQLite in a thread of its own: an fsync blocks this thread and no event loop. It takes one order
 * and gives one answer, in turn.
 */
import { workerData } from 'node:worker_threads';
import { readOrder, writeAnswer, type Answer, type Order } from './sqlite-frames.ts';
import { openSqlite } from './sqlite-file.ts';
import { SqliteLog } from './sqlite-log.ts';
import { Slot, type SlotEnd } from './sqlite-slot.ts';

const given = workerData as { readonly file: string; readonly slot: SlotEnd };
const slot = new Slot(given.slot);
let log: SqliteLog | null = null;

/**
 * Limits the write-ahead log, in pages, before it is to be moved into the file. Not more often: while users
 * write, the same pages change again and again.
 */
const pagesWorthIt = 6_000;
let pages = 0;

/**
 * Limits the orders per turn of the event loop. The thread blocks between two orders, and must return to its
 * event loop now and then for what Node has deferred.
 */
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
    // After an error of the file, nothing that a connection caches of it can be relied on.
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

/** Estimates the pages that an order changes: one or two for each room, and those that the bytes fill. */
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
      // The count restarts in any case: what cannot be moved into the file now stays in the log.
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
    // The log is dropped in any case.
  }
}
