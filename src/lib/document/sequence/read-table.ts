/** Reads a table: its rows and columns in their order, and the cells that are shown. */
import { firstValid, isAlign, isHeader, isSpan, isWidth } from './attributes.ts';
import type { FlatBlock, TableBlock, TableCell } from './flat.ts';
import type { Source } from './read-inline.ts';
import { cellAttributeKey, lineAttributeKey } from './shapes.ts';
import { shownCells, type Line, type Lines, type Placed } from './tables.ts';

/** `readCell` reads the blocks of one cell. */
export function readTable(
  { attributes }: Source,
  table: string,
  { rows, columns }: Lines,
  readCell: (row: string, column: string) => FlatBlock[]
): Pick<TableBlock, 'columns' | 'rows'> {
  const lineValue = (axis: 'row' | 'column', { id }: Line, name: LineAttribute): unknown =>
    attributes.get(lineAttributeKey(table, axis, id, name));
  const cellValue = (row: Line, column: Line, name: CellAttribute): unknown =>
    attributes.get(cellAttributeKey(table, row.id, column.id, name));
  const cellAt = (row: Line, column: Line, { colspan, rowspan }: Placed): TableCell => ({
    column: column.id,
    colspan,
    rowspan,
    isHeader: firstValid(
      isHeader,
      [cellValue(row, column, 'header')],
      lineValue('row', row, 'header') === true || lineValue('column', column, 'header') === true
    ),
    align: firstValid<TableCell['align']>(
      isAlign,
      [cellValue(row, column, 'align'), lineValue('column', column, 'align')],
      null
    ),
    blocks: readCell(row.id, column.id)
  });
  const shown = shownCells(rows.length, columns.length, (row, column) => {
    const [r, c] = [rows[row], columns[column]];
    const span = (name: 'colspan' | 'rowspan'): number =>
      firstValid(isSpan, [r && c && cellValue(r, c, name)], 1);
    return { colspan: span('colspan'), rowspan: span('rowspan') };
  });
  return {
    columns: columns.map((column) => ({
      id: column.id,
      width: firstValid<number | null>(isWidth, [lineValue('column', column, 'width')], null)
    })),
    rows: rows.map((row, at) => ({
      id: row.id,
      cells: (shown[at] ?? []).flatMap((placed) => {
        const column = columns[placed.column];
        return column ? [cellAt(row, column, placed)] : [];
      })
    }))
  };
}

type LineAttribute = Parameters<typeof lineAttributeKey>[3];
type CellAttribute = Parameters<typeof cellAttributeKey>[3];
