/** Reads a table's node as a grid, and builds the node from a changed one. */
import type { Node } from '@tiptap/pm/model';
import type { EditorState } from '@tiptap/pm/state';
import { newId } from '../binding/ids.ts';
import type { Column } from '../table-nodes.ts';

/** Describes a cell with the places of the grid that it covers; `row` and `column` are the first of them. */
export interface GridCell {
  readonly node: Node;
  readonly row: number;
  readonly column: number;
  readonly rowspan: number;
  readonly colspan: number;
}

export interface Grid {
  readonly columns: readonly Column[];
  readonly rows: readonly string[];
  readonly cells: readonly GridCell[];
}

export interface Rectangle {
  readonly top: number;
  readonly left: number;
  /** The first row and column behind it. */
  readonly bottom: number;
  readonly right: number;
}

export function gridOf(table: Node): Grid {
  const columns = table.attrs['columns'] as readonly Column[];
  const places = new Map(columns.map(({ id }, index) => [id, index]));
  return {
    columns,
    rows: table.children.map((row) => String(row.attrs['id'])),
    cells: table.children.flatMap((row, index) =>
      row.children.map((node) => ({
        node,
        row: index,
        column: places.get(String(node.attrs['column'])) ?? 0,
        rowspan: node.attrs['rowspan'] as number,
        colspan: node.attrs['colspan'] as number
      }))
    )
  };
}

export const cellAt = ({ cells }: Grid, row: number, column: number): GridCell | undefined =>
  cells.find((cell) => covers(cell, row, column));

const covers = (cell: GridCell, row: number, column: number): boolean =>
  row >= cell.row &&
  row < cell.row + cell.rowspan &&
  column >= cell.column &&
  column < cell.column + cell.colspan;

/** Places that no cell covers get an empty one. */
export function tableFrom(table: Node, { columns, rows, cells }: Grid): Node {
  const { schema } = table.type;
  const covered = new Set<string>();
  for (const cell of cells)
    for (let row = cell.row; row < cell.row + cell.rowspan; row++)
      for (let column = cell.column; column < cell.column + cell.colspan; column++)
        covered.add(`${row} ${column}`);
  const emptyAt = (row: number, column: number): Node =>
    schema.node('table_cell', { column: columns[column]?.id ?? null, header: isHeaderInRow(cells, row) }, [
      schema.node('block', { id: newId() })
    ]);
  return table.type.create(
    { ...table.attrs, columns },
    rows.map((id, row) =>
      schema.node(
        'table_row',
        { id },
        columns.flatMap(({ id: column }, index) => {
          const own = cells.find((cell) => cell.row === row && cell.column === index);
          if (!own) return covered.has(`${row} ${index}`) ? [] : [emptyAt(row, index)];
          const { node, rowspan, colspan } = own;
          return [node.type.create({ ...node.attrs, column, rowspan, colspan }, node.content)];
        })
      )
    )
  );
}

/** A new cell is a header where all others of its row are. */
function isHeaderInRow(cells: readonly GridCell[], row: number): boolean {
  const beside = cells.filter((cell) => cell.row === row);
  return beside.length > 0 && beside.every(({ node }) => node.attrs['header'] === true);
}

/** Describes the table around the selection, and the cells that the selection touches. */
export interface ChosenCells {
  readonly table: Node;
  readonly position: number;
  readonly grid: Grid;
  readonly rectangle: Rectangle;
  /** The cell in which the selection begins. */
  readonly first: GridCell;
}

export function chosenCells({ selection }: Pick<EditorState, 'selection'>): ChosenCells | null {
  const { $from, $to } = selection;
  if ($from.depth < 3 || $from.node(1).type.name !== 'table') return null;
  const [table, position] = [$from.node(1), $from.before(1)];
  const grid = gridOf(table);
  const nodeAt = ($at: typeof $from): Node | null =>
    $at.depth >= 3 && $at.before(1) === position ? $at.node(3) : null;
  const [start, end] = [nodeAt($from), nodeAt($to)];
  const first = grid.cells.find(({ node }) => node === start);
  const last = grid.cells.find(({ node }) => node === end);
  return first && last ? { table, position, grid, first, rectangle: around(grid, first, last) } : null;
}

/** Returns the smallest rectangle that holds both cells and cuts through no cell. */
function around({ cells }: Grid, first: GridCell, last: GridCell): Rectangle {
  let rectangle = holding(rectangleOf(first), last);
  for (;;) {
    const cut = cells.find((cell) => overlaps(rectangle, cell) && !isInside(rectangle, cell));
    if (!cut) return rectangle;
    rectangle = holding(rectangle, cut);
  }
}

export const rectangleOf = ({ row, column, rowspan, colspan }: GridCell): Rectangle => ({
  top: row,
  left: column,
  bottom: row + rowspan,
  right: column + colspan
});

const holding = (rectangle: Rectangle, cell: GridCell): Rectangle => {
  const other = rectangleOf(cell);
  return {
    top: Math.min(rectangle.top, other.top),
    left: Math.min(rectangle.left, other.left),
    bottom: Math.max(rectangle.bottom, other.bottom),
    right: Math.max(rectangle.right, other.right)
  };
};

const overlaps = (rectangle: Rectangle, cell: GridCell): boolean =>
  cell.row < rectangle.bottom &&
  cell.row + cell.rowspan > rectangle.top &&
  cell.column < rectangle.right &&
  cell.column + cell.colspan > rectangle.left;

export const isInside = (rectangle: Rectangle, cell: GridCell): boolean =>
  cell.row >= rectangle.top &&
  cell.row + cell.rowspan <= rectangle.bottom &&
  cell.column >= rectangle.left &&
  cell.column + cell.colspan <= rectangle.right;
