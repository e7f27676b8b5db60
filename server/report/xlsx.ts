/**
 * Writes the tables of a report as a workbook: a list of them, then a sheet for each table and language. Plain
 * numbers are numbers; no cell is one that a spreadsheet takes for a formula.
 */
import { locales, textFor, type Locale } from '#domain/locale.ts';
import type { ReportContent, ReportEdition, ReportTable } from '#domain/report-content.ts';
import type { Cell, Table } from '../exports/table.ts';
import { workbookOf } from '../exports/xlsx.ts';
import { outlineOf } from './outline.ts';
import { evenRows } from './printed-blocks.ts';
import { plainText } from './texts.ts';
import { editionText, labelText, tableListHeads, tableListTitle } from './words.ts';

export function tablesWorkbook(content: ReportContent, edition: ReportEdition): Uint8Array {
  const languages: readonly Locale[] = edition === 'facing' ? locales : [edition];
  const first = languages[0] ?? 'en';
  const outline = outlineOf(content);
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
    columns: tableListHeads(first).map((heading, at) => ({
      heading: [{ text: heading, language: first }],
      width: [14, 10, 70, 50][at] ?? 20
    })),
    parts: [
      {
        heading: [],
        lead: [],
        rows: tables.map(({ table, language, number }) => [
          cell(labelText('table', String(number), language), language),
          cell(language, 'en'),
          cell(plainText(table.caption), language),
          cell(plainText(table.sourceLine), language)
        ])
      }
    ]
  };
  return workbookOf(
    [list, ...tables.map(({ table, language, number }) => sheetOf(table, language, number))],
    [{ text: title.text, language: title.locale }],
    first,
    true
  );
}

const cell = (text: string, language: Locale): Cell => (text === '' ? [] : [{ text, language }]);

/** Returns a table as a sheet; what reaches over several columns or rows stands in the first of them. */
function sheetOf(table: ReportTable, language: Locale, number: number): Table {
  const rows = evenRows(table).map((row) => {
    const cells: Cell[] = table.columns.map(() => []);
    for (const each of row) cells[each.column] = cell(plainText(each.text), language);
    return cells;
  });
  const headRows = Math.min(Math.max(1, table.headRows), rows.length);
  // A sheet has one row of heads: those above it stand as rows before the others.
  const heads = rows[headRows - 1] ?? [];
  return {
    language,
    title: cell(`${labelText('table', String(number), language)} ${language}`, language),
    lead: [table.caption, table.sourceLine].flatMap((text) => cell(plainText(text), language)),
    partColumn: null,
    columns: table.columns.map((_, at) => ({ heading: heads[at] ?? [], width: widthOf(rows, at) })),
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
