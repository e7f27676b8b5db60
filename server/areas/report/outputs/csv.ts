/**
 * Writes the tables of a report as CSV files, one for each table and language, packed as one ZIP file with their list and
 * the sources that they cite. No cell is one that a spreadsheet takes for a formula.
 */
import { strToU8, zipSync } from 'fflate';
import type { DataCell } from '#rules/comparison/data-columns.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition, ReportTable } from '#rules/report/report-content.ts';
import {
  dataCell,
  dataText,
  numbered,
  sourceRows,
  type ReferenceText
} from '#lib/areas/report/data-tables.ts';
import { csvOf } from '#base/csv.ts';
import { outlineOf } from './outline.ts';
import { evenRows } from './table-rows.ts';
import { labelText } from './words.ts';

export interface TableFile {
  /** Holds the id of the table, and its number in the report. */
  readonly id: string;
  readonly number: number;
  readonly language: Locale;
  /** Names the file: `table-3.en.csv`. */
  readonly name: string;
  readonly caption: string;
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** Zip stores local time without a zone, so that the same local time gives the same bytes everywhere. */
const packTime = new Date(1980, 0, 1);

/** In the order of the report, English before Chinese. */
export function tableFiles(content: ReportContent, languages: readonly Locale[] = locales): TableFile[] {
  const outline = outlineOf(content);
  const referenceIn =
    (language: Locale): ReferenceText =>
    (target) =>
      outline.referenceText(target, language);
  return outline.parts.flatMap(({ part }) =>
    part.pairs.flatMap((pair) =>
      languages.flatMap((language) =>
        pair[language]
          .filter((block) => block.kind === 'table')
          .map((table) => {
            const number = outline.numberOf(table);
            return {
              ...{ id: table.id, number, language, name: `table-${number}.${language}.csv` },
              caption: dataText(table.caption, referenceIn(language)),
              source: dataText(table.sourceLine, referenceIn(language)),
              bytes: csvOf(dataRows(table, language, referenceIn(language)))
            };
          })
      )
    )
  );
}

/**
 * Returns rows with a cell in every column, figures with their numbers and units next to them: what reaches over other
 * columns stands in the first of them.
 */
export function dataRows(
  table: ReportTable,
  language: Locale,
  referenceText: ReferenceText
): (string | number | null)[][] {
  const rows = evenRows(table).map((row) => {
    const cells: DataCell[] = table.columns.map(() => ({ text: '' }));
    for (const cell of row) cells[cell.column] = dataCell(cell, referenceText);
    return cells;
  });
  return numbered(rows, table.headRows, language);
}

export function csvPackage(content: ReportContent, edition: ReportEdition): Uint8Array {
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const files = tableFiles(content, languages);
  const list = files.map(({ name, number, language, caption, source }) => [
    name,
    labelText('table', String(number), language),
    language,
    caption,
    source
  ]);
  return zipSync(
    {
      'tables.csv': csvOf([['file', 'table', 'language', 'caption', 'source'], ...list]),
      ...(content.sources.length > 0
        ? { 'sources.csv': csvOf(sourceRows(content.sources, languages[0] ?? 'en')) }
        : {}),
      ...Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]))
    },
    { level: 6, mtime: packTime }
  );
}

export const jsonOf = (content: ReportContent): Uint8Array =>
  strToU8(JSON.stringify(sorted(content), null, 2) + '\n');

/** Returns a value with the names of all objects in order, so that equal contents are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)])
  );
}
