/** Reads which rows and columns a table has, and which of its cells are shown. */
import type * as Y from 'yjs';

export interface Line {
  readonly id: string;
  readonly position: string;
}
export interface Lines {
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  /** Names the cells that have attributes, as `row/column`: most have none. */
  readonly cells: ReadonlySet<string>;
}
export const noLines: Lines = { rows: [], columns: [], cells: new Set() };

/** Limits what is read of a table: further rows and columns are not shown. */
export const mostRows = 1_000;
export const mostColumns = 100;

const id = '[A-Za-z0-9_~-]{1,80}';
const keys = new RegExp(`^(${id})/(?:(row|column)/(${id})|cell/(${id}/${id})/[a-z]+)$`);
/** Checks a position of a row or column among the others, a fraction without a zero at its end. */
export const isPosition = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9A-Za-z]{0,199}[1-9A-Za-z]$/.test(value);

/** Returns a look-up of the rows and columns of each table, in their order: by position, then by id. */
export function readLines(map: Y.Map<unknown>): (table: string) => Lines {
  const tables = new Map<string, { readonly rows: Line[]; readonly columns: Line[]; cells: Set<string> }>();
  for (const [key, position] of map.entries()) {
    const [, table, axis, line, cell] = keys.exec(key) ?? [];
    if (table === undefined) continue;
    const known = tables.get(table) ?? { rows: [], columns: [], cells: new Set() };
    tables.set(table, known);
    if (cell !== undefined) known.cells.add(cell);
    else if (line !== undefined && isPosition(position))
      (axis === 'row' ? known.rows : known.columns).push({ id: line, position });
  }
  const inOrder = (unsorted: readonly Line[], most: number): Line[] =>
    [...unsorted].sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id)).slice(0, most);
  return (table) => {
    const { rows, columns, cells } = tables.get(table) ?? noLines;
    return { rows: inOrder(rows, mostRows), columns: inOrder(columns, mostColumns), cells };
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface Span {
  readonly colspan: number;
  readonly rowspan: number;
}
export type Placed = Span & { readonly row: number; readonly column: number };

/**
 * Row by row. A cell covers those next to it as far as its spans go, at most to the end of the table and to a cell that
 * another one covers already.
 */
export function shownCells(
  rows: number,
  columns: number,
  spanAt: (row: number, column: number) => Span
): Placed[][] {
  const covered = new Set<number>();
  return Array.from({ length: rows }, (_, row) => {
    const cells: Placed[] = [];
    for (let column = 0; column < columns; column++) {
      if (covered.has(row * columns + column)) continue;
      const wanted = spanAt(row, column);
      const rowspan = Math.min(wanted.rowspan, rows - row);
      let colspan = 1;
      while (
        colspan < wanted.colspan &&
        column + colspan < columns &&
        !covered.has(row * columns + column + colspan)
      )
        colspan++;
      if (rowspan > 1 || colspan > 1) {
        for (let below = 0; below < rowspan; below++)
          for (let right = 0; right < colspan; right++) covered.add((row + below) * columns + column + right);
      }
      cells.push({ row, column, rowspan, colspan });
    }
    return cells;
  });
}
