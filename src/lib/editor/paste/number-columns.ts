/** Gives ids to the rows and columns of a table of HTML, and tells each cell the column in which it begins. */
import { allowedSpan } from '#document/allowed.ts';
import { mostColumns } from '#document/sequence/tables.ts';
import { newId } from '../binding/ids.ts';

export function numberColumns(table: HTMLTableElement): void {
  const columns: string[] = (table.dataset['columns'] ?? '').split(' ').filter(Boolean);
  /** For each column, how many rows are still covered by a cell above. */
  const covered: number[] = [];
  for (const row of table.rows) {
    row.dataset['id'] = newId();
    let at = 0;
    for (const cell of [...row.cells]) {
      while ((covered[at] ?? 0) > 0) at++;
      if (at >= mostColumns) {
        cell.remove();
        continue;
      }
      const [colspan, rowspan] = [allowedSpan(cell.colSpan), allowedSpan(cell.rowSpan)];
      for (let column = at; column < at + colspan; column++) {
        columns[column] ??= newId();
        covered[column] = Math.max(covered[column] ?? 0, rowspan);
      }
      cell.dataset['column'] = (columns[at] ?? '').split(':')[0] ?? '';
      at += colspan;
    }
    covered.forEach((rows, column) => (covered[column] = Math.max(0, rows - 1)));
  }
  table.dataset['columns'] = columns.slice(0, mostColumns).join(' ');
}
