/** Writes and reads files of answers in a thread. */
import type { CityFramework } from '#domain/framework.ts';
import { answerTasks } from '../answer-tasks.ts';
import {
  UnreadableFileError,
  type AnswerBook,
  type ExchangeFormat,
  type FileFault,
  type ParsedFile
} from './book.ts';
import { exchanges, formatOf } from './formats.ts';

export type Order =
  | { readonly kind: 'write'; readonly format: ExchangeFormat; readonly book: AnswerBook }
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly framework: CityFramework };

export type Made =
  | { readonly bytes: Uint8Array }
  | { readonly format: ExchangeFormat; readonly parsed: ParsedFile }
  | { readonly fault: FileFault; readonly detail: string };

function make(order: Order): Made {
  if (order.kind === 'write') return { bytes: exchanges[order.format].write(order.book) };
  try {
    const format = formatOf(order.bytes);
    return { format, parsed: exchanges[format].read(order.bytes, order.framework) };
  } catch (error) {
    if (error instanceof UnreadableFileError) return { fault: error.fault, detail: error.detail };
    throw error;
  }
}

answerTasks(make);
