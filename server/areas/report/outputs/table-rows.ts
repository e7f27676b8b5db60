/** Fills the rows of a table, and shares its width among the columns. */
import type { CellAlign, ReportCell, ReportTable, ReportText } from '#rules/report/report-content.ts';

export interface PlacedCell extends ReportCell {
  readonly align: CellAlign;
  /** Counts the columns before the cell. */
  readonly column: number;
}

/**
 * Returns the rows with as many cells as there are columns: cells that reach over others count for them, rows
 * that end early are filled, and what reaches beyond the last column or row is cut.
 */
export function evenRows({ columns, rows, headRows }: ReportTable): PlacedCell[][] {
  const taken: number[] = columns.map(() => 0);
  return rows.map((row, index) => {
    const cells: PlacedCell[] = [];
    const rest = [...row];
    // A cell of the head ends with the head, which is repeated on every page.
    const below = (index < headRows ? Math.min(headRows, rows.length) : rows.length) - index;
    for (let column = 0; column < columns.length;) {
      if ((taken[column] ?? 0) > 0) {
        taken[column] = (taken[column] ?? 0) - 1;
        column += 1;
        continue;
      }
      const cell = rest.shift() ?? { text: [], isHead: false, columns: 1, rows: 1 };
      let free = 1;
      while (free < cell.columns && column + free < columns.length && (taken[column + free] ?? 0) === 0)
        free += 1;
      const height = Math.max(1, Math.min(cell.rows, below));
      const align = cell.align ?? columns[column]?.align ?? 'start';
      cells.push({ ...cell, column, columns: free, rows: height, align });
      for (let each = column; each < column + free; each++) taken[each] = height - 1;
      column += free;
    }
    return cells;
  });
}

/**
 * Returns shares of the width for the columns: those that the author gave them, and the mean of these for columns
 * without; where none has any, longer texts have more. None has less than a tenth of the largest.
 */
export function widthsOf(table: ReportTable): number[] {
  const given = table.columns.flatMap(({ width }) => width ?? []);
  if (given.length > 0) {
    const mean = given.reduce((sum, width) => sum + width, 0) / given.length;
    const least = Math.max(...given) / 10;
    return table.columns.map(({ width }) => Math.max(width ?? mean, least));
  }
  const lengths = table.columns.map(() => 4);
  for (const row of evenRows(table)) {
    let column = 0;
    for (const cell of row) {
      const size = cell.text.reduce((sum, inline) => sum + sizeOf(inline), 0) / cell.columns;
      for (let each = 0; each < cell.columns; each++, column++)
        lengths[column] = Math.max(lengths[column] ?? 0, Math.min(size, 400));
    }
  }
  return lengths.map((length) => Math.round(Math.sqrt(length) * 100) / 100);
}

const sizeOf = (inline: ReportText[number]): number =>
  inline.kind === 'text' ? inline.text.replaceAll(/\p{Script=Han}/gu, 'xx').length : 4;
