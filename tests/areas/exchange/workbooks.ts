/**
 * Makes workbooks as people and other programs do: the cells' text is extracted, changed, and stored in
 * another form.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** Holds text, or a cell as XML: its attributes after the reference, and its content. */
export type TestCell = string | { readonly attributes: string; readonly inner: string };
export interface TestSheet {
  name: string;
  rows: TestCell[][];
  merges?: string[];
}

export const number = (value: number | string, style = 0): TestCell => ({
  attributes: ` s="${style}"`,
  inner: `<v>${value}</v>`
});
export const formula = (of: string, value: string): TestCell => ({
  attributes: ' t="str"',
  inner: `<f>${of}</f><v>${value}</v>`
});
export const failed = (value: string): TestCell => ({
  attributes: ' t="e"',
  inner: `<f>A1/0</f><v>${value}</v>`
});
export const truth = (value: boolean): TestCell => ({
  attributes: ' t="b"',
  inner: `<v>${value ? 1 : 0}</v>`
});
/** Makes a cell in several styles, with a phonetic guide. */
export const rich = (...runs: string[]): TestCell => ({
  attributes: ' t="inlineStr"',
  inner: `<is>${runs.map((run) => `<r><rPr><b/></rPr><t xml:space="preserve">${xml(run)}</t></r>`).join('')}<rPh sb="0" eb="1"><t>ピン</t></rPh></is>`
});

/** Names the styles of `workbook` by number. */
export const style = { plain: 0, day: 1, month: 2, year: 3, percent: 4 } as const;
const formats = ['0', 'yyyy\\-mm\\-dd;@', 'mmm\\-yy', 'yyyy"年"', '0.00%'];

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const nameOf = (at: number): string =>
  (at >= 26 ? nameOf(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));
const columnOf = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** Returns the worksheets of a file that was written here. */
export function sheetsIn(bytes: Uint8Array): TestSheet[] {
  const parts = unzipSync(bytes);
  const text = (name: string): string => strFromU8(parts[name] ?? new Uint8Array());
  return [...text('xl/workbook.xml').matchAll(/<sheet name="([^"]*)" sheetId="(\d+)"/g)].map(
    ([, name = '', n = '']) => ({
      name: plain(name),
      rows: [...text(`xl/worksheets/sheet${n}.xml`).matchAll(/<row r="\d+"[^>]*>(.*?)<\/row>/gs)].map(
        ([, row = '']) => {
          const cells: string[] = [];
          for (const [, letters = '', inner = ''] of row.matchAll(
            /<c r="([A-Z]+)\d+"[^>]*?(?:\/>|>(.*?)<\/c>)/gs
          ))
            cells[columnOf(letters)] = plain(inner.replace(/<[^>]*>/g, ''));
          return Array.from(cells, (cell: string | undefined) => cell ?? '');
        }
      )
    })
  );
}

export const sheetNamed = (sheets: readonly TestSheet[], name: string): TestSheet => {
  const sheet = sheets.find((one) => one.name === name);
  if (!sheet) throw new Error(`No sheet ${name} in ${sheets.map((one) => one.name).join(', ')}`);
  return sheet;
};

/** Returns the index of the column with this key. */
export function columnNamed({ rows }: TestSheet, key: string): number {
  const at = (rows[0] ?? []).findIndex(
    (cell) => cell === key || (typeof cell === 'string' && cell.startsWith('@') && cell.endsWith(` ${key}`))
  );
  if (at < 0) throw new Error(`No column ${key}`);
  return at;
}

/** Makes a workbook with shared strings, as most programs do. */
export function workbook(
  sheets: readonly TestSheet[],
  { is1904 = false, more = {} }: { is1904?: boolean; more?: Readonly<Record<string, string>> } = {}
): Uint8Array {
  const shared = new Map<string, number>();
  const numberOf = (text: string): number => {
    if (!shared.has(text)) shared.set(text, shared.size);
    return shared.get(text) ?? 0;
  };
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const pages = sheets.map(({ rows, merges = [] }) => {
    const body = rows.map((row, index) => {
      const cells = row.flatMap((cell, n) => {
        const cellRef = `${nameOf(n)}${index + 1}`;
        if (typeof cell !== 'string') return [`<c r="${cellRef}"${cell.attributes}>${cell.inner}</c>`];
        return cell === ''
          ? [`<c r="${cellRef}" s="0"/>`]
          : [`<c r="${cellRef}" t="s"><v>${numberOf(cell)}</v></c>`];
      });
      return `<row r="${index + 1}">${cells.join('')}</row>`;
    });
    return `<worksheet ${main}><sheetData>${body.join('')}</sheetData>${merges.length > 0 ? `<mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : ''}</worksheet>`;
  });
  const relations = (targets: readonly (readonly [string, string])[]): string =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  const type = (part: string, of: string): string =>
    `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${of}+xml"/>`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('xl/workbook.xml', 'sheet.main')}</Types>`,
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${sheets.map(({ name }, index) => `<sheet name="${xml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...pages.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml']
    ]),
    ...Object.fromEntries(pages.map((page, index) => [`xl/worksheets/sheet${index + 1}.xml`, page])),
    'xl/styles.xml': `<styleSheet ${main}><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellXfs>${formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst ${main}>${[...shared.keys()].map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join('')}</sst>`,
    ...more
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)])));
}
