/** Writes one file in a thread, which ends afterwards. */
import { parentPort, workerData } from 'node:worker_threads';
import { docxOf } from './docx.ts';
import type { Format, Table } from './table.ts';
import { xlsxOf } from './xlsx.ts';

export interface Order {
  readonly format: Format;
  readonly table: Table;
}

const { format, table } = workerData as Order;
const made = format === 'xlsx' ? xlsxOf(table) : docxOf(table);
// The copy has a buffer of its own, which is then transferred.
const bytes = new Uint8Array(made);
parentPort?.postMessage(bytes, [bytes.buffer]);
