/** A thread that writes or reads one file and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AskedFramework } from '#domain/framework.ts';
import {
  UnreadableFileError,
  type AnswerBook,
  type ExchangeFormat,
  type FileFault,
  type Reading
} from './book.ts';
import { exchanges, formatOf } from './formats.ts';

export type Order =
  | { readonly act: 'write'; readonly format: ExchangeFormat; readonly book: AnswerBook }
  | { readonly act: 'read'; readonly bytes: Uint8Array; readonly framework: AskedFramework };

export type Made =
  | { readonly bytes: Uint8Array }
  | { readonly format: ExchangeFormat; readonly reading: Reading }
  | { readonly fault: FileFault; readonly detail: string };

function make(order: Order): Made {
  if (order.act === 'write') return { bytes: exchanges[order.format].write(order.book) };
  try {
    const format = formatOf(order.bytes);
    return { format, reading: exchanges[format].read(order.bytes, order.framework) };
  } catch (error) {
    if (error instanceof UnreadableFileError) return { fault: error.fault, detail: error.detail };
    throw error;
  }
}

parentPort?.postMessage(make(workerData as Order));
