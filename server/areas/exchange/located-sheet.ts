/**
 * Finds which of the workbook's sheets a sheet of a file is, and what its columns are: by the hidden row of
 * keys wherever it is; where a user has removed it, by the names of the columns in either language.
 */
import type { Finding } from './book.ts';
import { namesOf, partOfKey, type Sheet } from './book-sheets.ts';
import type { Column } from './sheet-columns.ts';
import { nameOfColumn } from '#server/files/xml.ts';
import { normalizedText } from './parts.ts';
import type { Grid, GridRow } from './grid.ts';

export interface LocatedSheet {
  readonly sheet: Sheet;
  readonly grid: Grid;
  /** By their index in the file; `n` counts the further columns of a long text. */
  readonly columns: ReadonlyMap<number, { readonly key: string; readonly n: number }>;
  readonly rows: readonly GridRow[];
  readonly findings: readonly Finding[];
}

const searchedRows = 10;
const markerPattern = /^(@(?:questions|records):\S+)(?:\s+(.+))?$/s;

export function locate(grid: Grid, sheets: readonly Sheet[]): LocatedSheet | null {
  const head = grid.rows.slice(0, searchedRows);
  for (const row of head) {
    for (const [, { text }] of row.cells) {
      const marker = markerPattern.exec(text.trim())?.[1];
      const sheet = marker === undefined ? undefined : sheets.find((one) => one.marker === marker);
      if (sheet) return byKeys(grid, sheet, row);
    }
  }
  return byNames(grid, sheets, head);
}

function byKeys(grid: Grid, sheet: Sheet, keys: GridRow): LocatedSheet {
  const below = grid.rows.filter(({ n }) => n > keys.n);
  const [labels] = below;
  const known = new Set(sheet.columns.map(({ key }) => key));
  const columns = new Map<number, { key: string; n: number }>();
  for (const [at, { text, mark }] of keys.cells) {
    const location = partOfKey(markerPattern.exec(text.trim())?.[2] ?? text.trim());
    if (mark === null && known.has(location.key)) columns.set(at, location);
  }
  const isHeader = labels !== undefined && hasNames(labels, sheet.columns);
  if (isHeader) addNamed(columns, labels, sheet.columns);
  const rows = isHeader ? below.slice(1) : below;
  return {
    sheet,
    grid,
    columns,
    rows,
    findings: strangers(grid, columns, isHeader ? labels : keys, rows, sheet)
  };
}

function byNames(grid: Grid, sheets: readonly Sheet[], head: readonly GridRow[]): LocatedSheet | null {
  const title = grid.name.toLowerCase().replace(/\s+/g, '');
  const isNamed = ({ name }: Sheet): boolean =>
    [name.en, name.zh].some(
      (one) =>
        one
          .toLowerCase()
          .replace(/[[\]:*?/\\'\s]/g, '')
          .slice(0, 24) === title.replace(/[[\]:*?/\\']/g, '').slice(0, 24)
    );
  const known = sheets.map((sheet) => ({
    sheet,
    names: new Set(sheet.columns.flatMap((column) => [...namesOf(column)]))
  }));
  const found = head.flatMap((row) => {
    const texts = textsIn(row);
    return known
      .map(({ sheet, names }) => ({
        row,
        sheet,
        score: texts.filter((text) => names.has(text)).length + (isNamed(sheet) ? 0.5 : 0)
      }))
      .filter(({ score }) => score >= 2);
  });
  const best = found.toSorted((a, b) => b.score - a.score)[0];
  // Two sheets with the same columns differ only by their names.
  if (!best || found.some(({ sheet, score }) => sheet !== best.sheet && score === best.score)) return null;
  const columns = new Map<number, { key: string; n: number }>();
  addNamed(columns, best.row, best.sheet.columns);
  const rows = grid.rows.filter(({ n }) => n > best.row.n);
  return {
    sheet: best.sheet,
    grid,
    columns,
    rows,
    findings: strangers(grid, columns, best.row, rows, best.sheet)
  };
}

const continuation = /\s*(?:\(\d+\)|（续\d+）)/g;
/** Returns the texts of cells that could be headers, normalized for comparison with names. */
const textsIn = (row: GridRow): string[] =>
  [...row.cells.values()].filter(({ text }) => text.length < 500).map(({ text }) => normalizedText(text));
const hasNames = (row: GridRow, columns: readonly Column[]): boolean =>
  textsIn(row).some((text) => columns.some((column) => namesOf(column).has(text)));

/**
 * Adds columns that have a known name and no key, each once; a further column of a long text has its number
 * in the name.
 */
function addNamed(
  columns: Map<number, { key: string; n: number }>,
  row: GridRow,
  all: readonly Column[]
): void {
  const taken = new Set([...columns.values()].map(({ key, n }) => `${key}+${n}`));
  for (const [at, { text }] of row.cells) {
    if (columns.has(at) || text.length > 500) continue;
    const [whole, first] = [normalizedText(text), normalizedText(text.replace(continuation, ''))];
    const column = all.find((one) => namesOf(one).has(whole)) ?? all.find((one) => namesOf(one).has(first));
    if (!column) continue;
    const n = namesOf(column).has(whole) ? 0 : Math.max(0, Number(/\((\d+)\)/.exec(text)?.[1] ?? 1) - 1);
    if (taken.has(`${column.key}+${n}`)) continue;
    taken.add(`${column.key}+${n}`);
    columns.set(at, { key: column.key, n });
  }
}

/** Finds the columns that a user added: each is reported once, and not read. */
function strangers(
  grid: Grid,
  columns: LocatedSheet['columns'],
  header: GridRow,
  rows: readonly GridRow[],
  sheet: Sheet
): Finding[] {
  const strange = new Map<number, string>();
  for (const row of rows)
    for (const [at, { text }] of row.cells)
      if (text.trim() !== '' && !columns.has(at) && !strange.has(at)) strange.set(at, text);
  return [...strange]
    .sort(([a], [b]) => a - b)
    .map(([at, first]) => ({
      kind: 'unknown',
      location: `${grid.name}!${nameOfColumn(at)}${header.n}`,
      text: (header.cells.get(at)?.text || first).slice(0, 300),
      question: sheet.kind === 'records' ? sheet.question : null,
      detail: ''
    }));
}
