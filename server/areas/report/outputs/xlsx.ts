/**
 * Writes the tables of a report as a workbook: a list of them, the sources that they cite, then a sheet for each table and
 * language. Plain
 * numbers are numbers; no cell is one that a spreadsheet takes for a formula.
 */
import { locales, textFor, type Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition, ReportTable } from '#rules/report/report-content.ts';
import { dataText, sourceRows, type ReferenceText } from '#lib/areas/report/data-tables.ts';
import type { Cell, Table } from '#server/files/table.ts';
import { workbookOf } from '#server/files/xlsx.ts';
import { outlineOf } from './outline.ts';
import { dataRows } from './csv.ts';
import { editionText, labelText, sourcesText, tableListHeads, tableListTitle } from './words.ts';

export function tablesWorkbook(content: ReportContent, edition: ReportEdition): Uint8Array {
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const first = languages[0] ?? 'en';
  const outline = outlineOf(content);
  const referenceIn =
    (language: Locale): ReferenceText =>
    (target) =>
      outline.referenceText(target, language);
  const tables = outline.parts.flatMap(({ part }) =>
    part.pairs.flatMap((pair) =>
      languages.flatMap((language) =>
        pair[language]
          .filter((block) => block.kind === 'table')
          .map((table) => ({ table, language, number: outline.numberOf(table) }))
      )
    )
  );
  const title = textFor(content.title, first);
  const list: Table = {
    language: first,
    title: [{ text: tableListTitle(first), language: first }],
    lead: [
      { text: title.text, language: title.locale },
      ...languages.map((language) => ({ text: editionText(content, language), language }))
    ],
    partColumn: null,
    columns: tableListHeads(first).map((heading, index) => ({
      heading: [{ text: heading, language: first }],
      width: [14, 10, 70, 50][index] ?? 20
    })),
    parts: [
      {
        heading: [],
        lead: [],
        rows: tables.map(({ table, language, number }) => [
          cell(labelText('table', String(number), language), language),
          cell(language, 'en'),
          cell(dataText(table.caption, referenceIn(language)), language),
          cell(dataText(table.sourceLine, referenceIn(language)), language)
        ])
      }
    ]
  };
  return workbookOf(
    [
      list,
      ...(content.sources.length > 0 ? [sourcesSheet(content, first)] : []),
      ...tables.map(({ table, language, number }) => sheetOf(table, language, number, referenceIn(language)))
    ],
    [{ text: title.text, language: title.locale }],
    first,
    true
  );
}

const cell = (text: string, language: Locale): Cell => (text === '' ? [] : [{ text, language }]);

const cellsOf = (rows: readonly (readonly (string | number | null)[])[], language: Locale): Cell[][] =>
  rows.map((row) => row.map((value) => cell(value === null ? '' : String(value), language)));

/** Returns the sources to which the numbers in brackets lead, as a sheet. */
function sourcesSheet({ sources }: ReportContent, language: Locale): Table {
  const [heads = [], ...rows] = cellsOf(sourceRows(sources, language), language);
  return {
    language,
    title: cell(sourcesText(language), language),
    lead: [],
    partColumn: null,
    columns: heads.map((heading, index) => ({ heading, width: [10, 50, 50, 30, 14, 40][index] ?? 20 })),
    parts: [{ heading: [], lead: [], rows }]
  };
}

/** What reaches over several columns or rows stands in the first of them. */
function sheetOf(table: ReportTable, language: Locale, number: number, referenceText: ReferenceText): Table {
  const rows = cellsOf(dataRows(table, language, referenceText), language);
  const headRows = Math.min(Math.max(1, table.headRows), rows.length);
  // A sheet has one row of heads: those above it stand as rows before the others.
  const heads = rows[headRows - 1] ?? [];
  return {
    language,
    title: cell(`${labelText('table', String(number), language)} ${language}`, language),
    lead: [table.caption, table.sourceLine].flatMap((text) => cell(dataText(text, referenceText), language)),
    partColumn: null,
    columns: heads.map((_, index) => ({ heading: heads[index] ?? [], width: widthOf(rows, index) })),
    parts: [{ heading: [], lead: [], rows: [...rows.slice(0, headRows - 1), ...rows.slice(headRows)] }]
  };
}

/** Returns a column's width in characters, from its longest text; Han characters are twice as wide. */
const widthOf = (rows: readonly (readonly Cell[])[], at: number): number =>
  Math.min(
    60,
    rows.reduce(
      (most, row) =>
        Math.max(most, (row[at]?.[0]?.text ?? '').replaceAll(/\p{Script=Han}/gu, 'xx').length + 2),
      10
    )
  );
