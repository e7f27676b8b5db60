/** Writes files of tables in a thread. */
import { answerTasks } from '../answer-tasks.ts';
import { docxOf } from './docx.ts';
import type { Format, Table } from './table.ts';
import { xlsxOf } from './xlsx.ts';

export interface Order {
  readonly format: Format;
  readonly table: Table;
}

answerTasks(({ format, table }: Order): Uint8Array => (format === 'xlsx' ? xlsxOf(table) : docxOf(table)));
