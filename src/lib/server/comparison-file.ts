/**
 * Answers with a table of the comparison as a file: the same rows as on the page, figures in a CSV file with their numbers
 * and units, and below them that nothing
 * is ranked and from which texts they were made.
 */
import type { RequestEvent } from '@sveltejs/kit';
import type { DataTable, ChartCaption } from '#lib/charts/spec.ts';
import { withNumbers } from '#rules/comparison/data-columns.ts';
import { officeFormats } from '#base/office-format.ts';
import { locale } from '#lib/i18n/locale.ts';
import { dataLabels } from '#lib/areas/report/data-tables.ts';
import type { Cell, Table } from '#server/files/table.ts';
import { attachment } from './approval-acts.ts';
import { csvOf } from '#base/csv.ts';
import { must, needActor } from './guard.ts';

export function comparisonCsv(
  name: string,
  { columns, rows }: Pick<DataTable, 'columns' | 'rows'>,
  { notice, sources }: ChartCaption
): Response {
  const csvRows = [
    ...withNumbers([columns.map(({ label }) => ({ text: label })), ...rows], 1, dataLabels(locale())),
    [],
    [notice],
    ...sources.map((source) => [source])
  ];
  return attachment(csvOf(csvRows), 'text/csv; charset=utf-8', `${name}.csv`);
}

export async function comparisonSheet(
  event: Pick<RequestEvent, 'locals' | 'url'>,
  name: string,
  { caption, columns, rows }: DataTable,
  { notice, sources }: ChartCaption
): Promise<Response> {
  const language = locale();
  const cell = (...texts: string[]): Cell =>
    texts.filter((text) => text !== '').map((text) => ({ text, language }));
  const table: Table = {
    language,
    title: cell(caption),
    lead: cell(notice, ...sources),
    partColumn: null,
    columns: columns.map(({ label }) => ({
      heading: cell(label),
      width: Math.max(12, Math.min(28, label.length + 4))
    })),
    parts: [{ heading: [], lead: [], rows: rows.map((row) => row.map(({ text }) => cell(text))) }]
  };
  const bytes = must(
    event.locals,
    await event.locals.services.exports.table('xlsx', table, needActor(event).userId)
  );
  return attachment(bytes, officeFormats.xlsx, `${name}.xlsx`);
}
