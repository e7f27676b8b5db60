/** Writes files of tables in a thread. */
import type { OfficeFormat } from '#base/office-format.ts';
import { answerTasks } from '#server/workers/answer-tasks.ts';
import { docxOf } from './docx.ts';
import type { Table } from './table.ts';
import { xlsxOf } from './xlsx.ts';

export interface Order {
  readonly format: OfficeFormat;
  readonly table: Table;
}

/** Holds the writer of each format: one that has none is a type error. */
const writers = { xlsx: xlsxOf, docx: docxOf } as const satisfies Record<
  OfficeFormat,
  (table: Table) => Uint8Array
>;

export const writtenTable = ({ format, table }: Order): Uint8Array => {
  // An order comes from another thread, where a type is no proof.
  if (!Object.hasOwn(writers, format)) throw new Error(`There is no writer of ${format}`);
  return writers[format](table);
};

answerTasks(writtenTable);
