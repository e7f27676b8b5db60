/**
 * Writes sheets of text as a workbook. Every cell is text and stays so, including what a user types next to
 * it; no text is taken for a formula.
 */
import { sheetPage, workbookFile } from '#server/files/office-packing.ts';
import { beginsAsFormula, fonts, nameOfColumn, spreadsheet, xmlText } from '#server/files/xml.ts';
import type { Locale } from '#base/locale.ts';

export interface SheetText {
  readonly name: string;
  readonly isHidden: boolean;
  readonly columns: readonly { readonly width: number; readonly isHidden: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Counts the rows at the top that hold keys or names; the first of two is hidden. */
  readonly heads: 0 | 1 | 2;
  readonly frozenColumns: number;
  /** Returns whether no input is expected in this row and column. */
  readonly isClosed: (row: number, column: number) => boolean;
  readonly lists: readonly {
    readonly column: number;
    readonly from: number;
    readonly to: number;
    readonly choices: readonly string[];
  }[];
}

/** In UTF-16 units; Excel accepts 32,767. */
export const longestCell = 32_000;

const styles = { plain: 0, head: 1, quoted: 2, closed: 3, title: 4 } as const;

export function workbookOf(sheets: readonly SheetText[], title: string, language: Locale): Uint8Array {
  const lists = new ListSheet();
  const pages = sheets.map((sheet) => sheetXml(sheet, lists));
  const all = [...sheets, lists.sheet()];
  pages.push(sheetXml(lists.sheet(), lists));
  return workbookFile({
    title,
    language,
    sheets: all.map(({ name, isHidden }, index) => ({ name, isHidden, xml: pages[index] ?? '' })),
    styles: styleSheet
  });
}

/**
 * Holds the choices in a sheet of its own, because a list inside a validation rule is short and allows no
 * comma.
 */
class ListSheet {
  private readonly known = new Map<string, { readonly at: number; readonly choices: readonly string[] }>();

  rangeOf(choices: readonly string[]): string {
    const key = choices.join('\n');
    const list = this.known.get(key) ?? { at: this.known.size, choices };
    this.known.set(key, list);
    const name = nameOfColumn(list.at);
    return `'${listSheetName}'!$${name}$1:$${name}$${choices.length}`;
  }

  sheet(): SheetText {
    const lists = [...this.known.values()];
    const length = Math.max(0, ...lists.map(({ choices }) => choices.length));
    return {
      name: listSheetName,
      isHidden: true,
      columns: lists.map(() => ({ width: 30, isHidden: false })),
      heads: 0,
      frozenColumns: 0,
      isClosed: () => false,
      lists: [],
      rows: Array.from({ length }, (_, row) => lists.map(({ choices }) => choices[row] ?? ''))
    };
  }
}
export const listSheetName = '_lists';

function sheetXml(
  { columns, rows, heads, frozenColumns, isClosed, lists }: SheetText,
  ranges: ListSheet
): string {
  const body = rows.map((row, index) => {
    const head = index < heads;
    const cells = row.map((choices, n) =>
      cellXml(
        `${nameOfColumn(n)}${index + 1}`,
        choices,
        head
          ? styles.head
          : heads === 0 && index === 0
            ? styles.title
            : isClosed(index, n)
              ? styles.closed
              : styles.plain
      )
    );
    return `<row r="${index + 1}"${heads === 2 && index === 0 ? ' hidden="1"' : ''}>${cells.join('')}</row>`;
  });
  // Programs count only visible cells: the view begins below the hidden row and after the hidden columns.
  const [aside, above] = [
    Math.max(
      0,
      columns.findIndex(({ isHidden }) => !isHidden)
    ),
    Math.max(0, heads - 1)
  ];
  const seen = frozenColumns - aside;
  const begin = heads > 0 ? ` topLeftCell="${nameOfColumn(aside)}${above + 1}"` : '';
  const corner = `${nameOfColumn(frozenColumns)}${heads + 1}`;
  const pane =
    heads > 0
      ? `<pane${seen > 0 ? ` xSplit="${seen}"` : ''} ySplit="${heads - above}" topLeftCell="${corner}" activePane="${seen > 0 ? 'bottomRight' : 'bottomLeft'}" state="frozen"/>`
      : '';
  const rules = lists.map(({ column, from, to, choices }) => {
    const name = nameOfColumn(column);
    // This only warns, because a city may add an option of its own.
    return `<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" sqref="${name}${from}:${name}${to}"><formula1>${xmlText(ranges.rangeOf(choices))}</formula1></dataValidation>`;
  });
  const cols = columns.map(
    ({ width, isHidden }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${styles.plain}" customWidth="1"${isHidden ? ' hidden="1"' : ''}/>`
  );
  return (
    `<worksheet xmlns="${spreadsheet}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView${begin} workbookViewId="0">${pane}</sheetView></sheetViews>` +
    (cols.length > 0 ? `<cols>${cols.join('')}</cols>` : '') +
    `<sheetData>${body.join('')}</sheetData>` +
    (rules.length > 0 ? `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>` : '') +
    `${sheetPage}</worksheet>`
  );
}

function cellXml(cellRef: string, choices: string, style: number): string {
  if (choices === '') return style === styles.plain ? '' : `<c r="${cellRef}" s="${style}"/>`;
  const own = beginsAsFormula.test(choices) ? styles.quoted : style;
  return `<c r="${cellRef}" s="${own}" t="inlineStr"><is><t xml:space="preserve">${xmlText(escaped(choices))}</t></is></c>`;
}

/** Escapes what XML cannot express, and what would be taken for such an escape, as Excel does: `_x0001_`. */
const escaped = (choices: string): string =>
  choices
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    // eslint-disable-next-line no-control-regex -- these are the ones that XML lacks
    .replace(
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
    );

const font = (more: string): string => `<font>${more}<name val="${fonts.latin}"/></font>`;
const xf = (fontId: number, fillId: number, borderId: number, more = ''): string =>
  `<xf numFmtId="49" fontId="${fontId}" fillId="${fillId}" borderId="${borderId}" xfId="0"${more} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`;
const fill = (colour: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/></patternFill></fill>`;
const thin = (side: string): string => `<${side} style="hair"><color rgb="FF8A877E"/></${side}>`;

const styleSheet =
  `<styleSheet xmlns="${spreadsheet}"><fonts count="3">${font('<sz val="10"/>')}${font('<b/><sz val="10"/>')}${font('<b/><sz val="14"/>')}</fonts>` +
  `<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fill('FFECEAE4')}${fill('FFF6F5F2')}</fills>` +
  `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(thin).join('')}<diagonal/></border></borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  // Format 49 is text, so that what a user types is text as well.
  `<cellXfs count="5">${xf(0, 0, 0)}${xf(1, 2, 1)}${xf(0, 0, 0, ' quotePrefix="1"')}${xf(0, 3, 0)}${xf(2, 0, 0)}</cellXfs></styleSheet>`;
