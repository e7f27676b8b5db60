/** Reads a table: its rows and columns in their order, and the cells that are shown. */
import { isWidth } from '#base/blocks/table.ts';
import { firstValid, isAlign, isHeader, isSpan } from './attributes.ts';
import type { FlatBlock, TableBlock, TableCell } from './flat.ts';
import type { Source } from './read-inline.ts';
import { cellAttributeKey, lineAttributeKey } from './shapes.ts';
import { shownCells, type Line, type Lines } from './tables.ts';

export function readTable(
  { attributes }: Source,
  table: string,
  { rows, columns, cells }: Lines,
  readCell: (row: string, column: string) => FlatBlock[]
): Pick<TableBlock, 'columns' | 'rows'> {
  const lineValue = (axis: 'row' | 'column', { id }: Line, name: LineAttribute): unknown =>
    attributes.get(lineAttributeKey(table, axis, id, name));
  const known = {
    rows: rows.map((row) => ({ id: row.id, isHeader: lineValue('row', row, 'header') === true })),
    columns: columns.map((column) => ({
      id: column.id,
      isHeader: lineValue('column', column, 'header') === true,
      align: firstValid<TableCell['align']>(isAlign, [lineValue('column', column, 'align')], null),
      width: firstValid<number | null>(isWidth, [lineValue('column', column, 'width')], null)
    }))
  };
  const cellValue = (row: string, column: string, name: CellAttribute): unknown =>
    cells.has(`${row}/${column}`) ? attributes.get(cellAttributeKey(table, row, column, name)) : undefined;
  const shown = shownCells(rows.length, columns.length, (row, column) => {
    const [r = '', c = ''] = [rows[row]?.id, columns[column]?.id];
    return {
      colspan: firstValid(isSpan, [cellValue(r, c, 'colspan')], 1),
      rowspan: firstValid(isSpan, [cellValue(r, c, 'rowspan')], 1)
    };
  });
  return {
    columns: known.columns.map(({ id, width }) => ({ id, width })),
    rows: known.rows.map((row, index) => ({
      id: row.id,
      cells: (shown[index] ?? []).flatMap(({ column: place, colspan, rowspan }): TableCell[] => {
        const column = known.columns[place];
        if (!column) return [];
        const [header, align] = (['header', 'align'] as const).map((name) =>
          cellValue(row.id, column.id, name)
        );
        return [
          {
            column: column.id,
            colspan,
            rowspan,
            isHeader: firstValid(isHeader, [header], row.isHeader || column.isHeader),
            align: firstValid<TableCell['align']>(isAlign, [align], column.align),
            blocks: readCell(row.id, column.id)
          }
        ];
      })
    }))
  };
}

type LineAttribute = Parameters<typeof lineAttributeKey>[3];
type CellAttribute = Parameters<typeof cellAttributeKey>[3];
