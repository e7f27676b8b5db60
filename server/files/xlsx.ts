/**
 * Writes tables as a workbook, one sheet each. No cell is one that a program takes for a formula: text is
 * stored as text, and where it begins as a formula would, it is marked as quoted, so that it stays text when
 * a user edits it. The text itself is not changed.
 */
import { sheetName, sheetPage, workbookFile } from './office-packing.ts';
import { beginsAsFormula, fonts, nameOfColumn, spreadsheet, xmlText } from './xml.ts';
import type { Cell, Table, TextRun } from './table.ts';

/** In characters. */
const longestCell = 32_000;

const styles = { plain: 0, head: 1, title: 2, quoted: 3, number: 4 } as const;

/** Writes a workbook of one sheet, in which every cell is text. */
export const xlsxOf = (table: Table): Uint8Array => workbookOf([table], table.title, table.language);

/**
 * With `hasNumbers`, what is a plain number stands as a number, with which a user calculates; every other
 * cell is text.
 */
export function workbookOf(
  tables: readonly Table[],
  title: Cell,
  language: Table['language'],
  hasNumbers = false
): Uint8Array {
  const taken = new Set<string>();
  const names = tables.map((table, index) => sheetName(table.title[0]?.text ?? '', taken, String(index + 1)));
  const sheets = tables.map((table) => sheetOf(table, hasNumbers));
  const quoted = names.map((name) => xmlText(`'${name.replaceAll("'", "''")}'`));
  const defined = sheets.map(({ header, last, end }, index) => [
    `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${quoted[index] ?? ''}!$A$${header}:$${last}$${end}</definedName>`,
    `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${quoted[index] ?? ''}!$${header}:$${header}</definedName>`
  ]);
  return workbookFile({
    title: title.map(({ text }) => text).join(' · '),
    language,
    sheets: sheets.map(({ xml }, index) => ({ name: names[index] ?? '', xml })),
    styles: styleSheet,
    defined: `<definedNames>${[0, 1].flatMap((kind) => defined.map((pair) => pair[kind] ?? '')).join('')}</definedNames>`
  });
}

function sheetOf(
  table: Table,
  hasNumbers: boolean
): { readonly xml: string; readonly header: number; readonly last: string; readonly end: number } {
  const { columns, parts, partColumn } = table;
  const all = partColumn ? [{ heading: partColumn, width: 18 }, ...columns] : columns;
  const lead = [table.title, ...table.lead.map((line): Cell => [line])];
  const rows: string[] = lead.map((cell, index) =>
    row(index + 1, [cell], index === 0 ? styles.title : styles.plain)
  );
  const header = lead.length + 2;
  rows.push(
    row(
      header,
      all.map(({ heading }) => heading),
      styles.head
    )
  );
  let at = header;
  for (const part of parts)
    for (const cells of part.rows)
      rows.push(row(++at, partColumn ? [part.heading, ...cells] : cells, styles.plain, hasNumbers));
  const last = nameOfColumn(all.length - 1);
  const end = Math.max(at, header);
  const xml =
    `<worksheet xmlns="${spreadsheet}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="${header}" topLeftCell="A${header + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${all.map(({ width }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`).join('')}</cols>` +
    `<sheetData>${rows.join('')}</sheetData><autoFilter ref="A${header}:${last}${end}"/>` +
    `${sheetPage}</worksheet>`;
  return { xml, header, last, end };
}

function row(n: number, cells: readonly Cell[], style: number, hasNumbers = false): string {
  return `<row r="${n}">${cells
    .map((cell, index) => {
      const cellRef = `${nameOfColumn(index)}${n}`;
      const number = hasNumbers ? plainNumber(cell) : undefined;
      return number === undefined
        ? cellXml(cellRef, cell, style)
        : `<c r="${cellRef}" s="${styles.number}"><v>${number}</v></c>`;
    })
    .join('')}</row>`;
}

/** Returns the number of a cell that holds nothing else, and that a workbook stores without loss. */
const plainNumber = (cell: Cell): string | undefined =>
  cell.length === 1 && /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,4})?$/.test(cell[0]?.text ?? '')
    ? cell[0]?.text
    : undefined;

function cellXml(cellRef: string, cell: Cell, style: number): string {
  const filled = cell.filter(({ text }) => text !== '');
  if (filled.length === 0) return style === styles.plain ? '' : `<c r="${cellRef}" s="${style}"/>`;
  let left = longestCell;
  const runs = filled.flatMap((one, index): string[] => {
    const text = (index === 0 ? '' : '\n') + one.text;
    if (left <= 0) return [];
    const shortened = text.length <= left ? text : `${text.slice(0, left - 1)}…`;
    left -= shortened.length;
    return [run({ ...one, text: shortened }, style)];
  });
  const isQuoted = beginsAsFormula.test(filled[0]?.text ?? '');
  return `<c r="${cellRef}" s="${isQuoted ? styles.quoted : style}" t="inlineStr"><is>${runs.join('')}</is></c>`;
}

function run({ text, language }: TextRun, style: number): string {
  const looks = style === styles.head ? '<b/>' : style === styles.title ? '<b/>' : '';
  const size = style === styles.title ? 14 : 10;
  const font =
    language === 'zh' ? `<rFont val="${fonts.han}"/><charset val="134"/>` : `<rFont val="${fonts.latin}"/>`;
  return `<r><rPr>${looks}<sz val="${size}"/>${font}</rPr><t xml:space="preserve">${xmlText(text)}</t></r>`;
}

const styleSheet =
  `<styleSheet xmlns="${spreadsheet}"><fonts count="2"><font><sz val="10"/><name val="${fonts.latin}"/></font><font><b/><sz val="10"/><name val="${fonts.latin}"/></font></fonts>` +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFECEAE4"/></patternFill></fill></fills>' +
  '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF8A877E"/></bottom><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">' +
  // Format 49 is text, so that what a user types over it is text as well.
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>' +
  '</cellXfs></styleSheet>';
