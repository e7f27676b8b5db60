/**
 * Writes a table as a workbook of one sheet. Every cell is text that no program takes for a formula: it is
 * stored as text, and where it begins as a formula would, it is marked as quoted, so that it stays text when
 * a user edits it. The text itself is not changed.
 */
import {
  beginsAsFormula,
  contentTypes,
  coreProperties,
  fonts,
  languageCode,
  nameOfColumn,
  packed,
  properties,
  relationships,
  spreadsheet,
  xmlText
} from './xml.ts';
import type { Cell, Table, TextRun } from './table.ts';

/** Limits a cell, in characters. */
const longestCell = 32_000;

const styles = { plain: 0, head: 1, title: 2, quoted: 3 } as const;

export function xlsxOf(table: Table): Uint8Array {
  const { columns, parts, partColumn } = table;
  const all = partColumn ? [{ heading: partColumn, width: 18 }, ...columns] : columns;
  const lead = [table.title, ...table.lead.map((line): Cell => [line])];
  const rows: string[] = lead.map((cell, at) => row(at + 1, [cell], at === 0 ? styles.title : styles.plain));
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
      rows.push(row(++at, partColumn ? [part.heading, ...cells] : cells, styles.plain));
  const last = nameOfColumn(all.length - 1);
  const sheet =
    `<worksheet xmlns="${spreadsheet}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="${header}" topLeftCell="A${header + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${all.map(({ width }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`).join('')}</cols>` +
    `<sheetData>${rows.join('')}</sheetData><autoFilter ref="A${header}:${last}${Math.max(at, header)}"/>` +
    `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>`;
  const name = sheetName(table.title);
  const quoted = `'${name.replaceAll("'", "''")}'`;
  const workbook =
    `<workbook xmlns="${spreadsheet}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="${xmlText(name)}" sheetId="1" r:id="rId1"/></sheets>` +
    `<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${xmlText(quoted)}!$A$${header}:$${last}$${Math.max(at, header)}</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">${xmlText(quoted)}!$${header}:$${header}</definedName></definedNames></workbook>`;
  return packed({
    '[Content_Types].xml': contentTypes({
      '/xl/workbook.xml': 'officedocument.spreadsheetml.sheet.main',
      '/xl/worksheets/sheet1.xml': 'officedocument.spreadsheetml.worksheet',
      '/xl/styles.xml': 'officedocument.spreadsheetml.styles',
      '/docProps/core.xml': 'package.core-properties'
    }),
    '_rels/.rels': relationships([
      ['rId1', 'officeDocument', 'xl/workbook.xml'],
      ['rId2', coreProperties, 'docProps/core.xml']
    ]),
    'docProps/core.xml': properties(
      table.title.map(({ text }) => text).join(' · '),
      languageCode[table.language]
    ),
    'xl/workbook.xml': workbook,
    'xl/_rels/workbook.xml.rels': relationships([
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'styles', 'styles.xml']
    ]),
    'xl/worksheets/sheet1.xml': sheet,
    'xl/styles.xml': styleSheet
  });
}

function row(n: number, cells: readonly Cell[], style: number): string {
  return `<row r="${n}">${cells.map((cell, at) => cellXml(`${nameOfColumn(at)}${n}`, cell, style)).join('')}</row>`;
}

function cellXml(cellRef: string, cell: Cell, style: number): string {
  const filled = cell.filter(({ text }) => text !== '');
  if (filled.length === 0) return style === styles.plain ? '' : `<c r="${cellRef}" s="${style}"/>`;
  let left = longestCell;
  const runs = filled.flatMap((one, at): string[] => {
    const text = (at === 0 ? '' : '\n') + one.text;
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

/** Returns a valid sheet name: without the characters of cell references, and not too long. */
const sheetName = (title: Cell): string =>
  (title[0]?.text ?? '')
    .replace(/[[\]:*?/\\']/g, ' ')
    .trim()
    .slice(0, 31)
    .replace(/\p{Surrogate}/gu, '')
    .trim() || '1';

const styleSheet =
  `<styleSheet xmlns="${spreadsheet}"><fonts count="2"><font><sz val="10"/><name val="${fonts.latin}"/></font><font><b/><sz val="10"/><name val="${fonts.latin}"/></font></fonts>` +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFECEAE4"/></patternFill></fill></fills>' +
  '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF8A877E"/></bottom><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">' +
  // Format 49 is text, so that what a user types over it is text as well.
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>' +
  '</cellXfs></styleSheet>';
