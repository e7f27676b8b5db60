/**
 * Commands on tables. Each replaces the table's node by a changed one with the same id: the binding writes only
 * the rows, columns, cells and values that differ.
 */
import type { Node } from '@tiptap/pm/model';
import { Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import type { Command } from '../binding/block-commands.ts';
import { newId } from '../binding/ids.ts';
import {
  cellAt,
  chosenCells,
  gridOf,
  isInside,
  tableFrom,
  type ChosenCells,
  type Grid,
  type GridCell
} from './grid.ts';

/** Names the place of the grid at which the caret stands afterwards. */
interface Changed {
  readonly grid: Grid;
  readonly row: number;
  readonly column: number;
}

/** Null where there is nothing to change. */
const change =
  (compute: (chosen: ChosenCells) => Changed | null): Command =>
  (state, dispatch) => {
    const chosen = chosenCells(state);
    const changed = chosen && compute(chosen);
    if (!changed) return false;
    if (!dispatch) return true;
    const { tr } = state;
    const { table, position } = chosen;
    const node = tableFrom(table, changed.grid);
    tr.replaceWith(position, position + table.nodeSize, node);
    setCaret(tr, position, node, changed.grid, changed.row, changed.column);
    dispatch(tr.scrollIntoView());
    return true;
  };

function setCaret(
  tr: Transaction,
  position: number,
  table: Node,
  grid: Grid,
  row: number,
  column: number
): void {
  const id = grid.columns[Math.min(column, grid.columns.length - 1)]?.id;
  let at = position + 1;
  let found = position + 1;
  table.forEach((line, offset, index) => {
    if (index > row) return;
    at = position + 1 + offset;
    line.forEach((cell, inside) => {
      if (index === row ? cell.attrs['column'] === id : found === position + 1) found = at + 1 + inside + 1;
    });
  });
  tr.setSelection(TextSelection.near(tr.doc.resolve(found)));
}

type Axis = 'row' | 'column';
const sides = { row: ['row', 'rowspan'], column: ['column', 'colspan'] } as const;

/** Shifts the cells behind a new line, and widens those that it passes through. */
function withLine(cells: readonly GridCell[], axis: Axis, at: number): GridCell[] {
  const [start, span] = sides[axis];
  return cells.map((cell) => {
    if (cell[start] >= at) return { ...cell, [start]: cell[start] + 1 };
    return cell[start] + cell[span] > at ? { ...cell, [span]: cell[span] + 1 } : cell;
  });
}

/** A cell that spans more than it goes on in the others. */
function withoutLine(cells: readonly GridCell[], axis: Axis, at: number): GridCell[] {
  const [start, span] = sides[axis];
  return cells.flatMap((cell) => {
    if (cell[start] > at) return [{ ...cell, [start]: cell[start] - 1 }];
    if (cell[start] + cell[span] <= at) return [cell];
    return cell[span] > 1 ? [{ ...cell, [span]: cell[span] - 1 }] : [];
  });
}

export const addRow = (side: 'above' | 'below'): Command =>
  change(({ grid, rectangle, first }) => {
    const at = side === 'above' ? rectangle.top : rectangle.bottom;
    const rows = [...grid.rows.slice(0, at), newId(), ...grid.rows.slice(at)];
    return { grid: { ...grid, rows, cells: withLine(grid.cells, 'row', at) }, row: at, column: first.column };
  });

export const addColumn = (side: 'left' | 'right'): Command =>
  change(({ grid, rectangle, first }) => {
    const at = side === 'left' ? rectangle.left : rectangle.right;
    const columns = [...grid.columns.slice(0, at), { id: newId(), width: null }, ...grid.columns.slice(at)];
    return {
      grid: { ...grid, columns, cells: withLine(grid.cells, 'column', at) },
      row: first.row,
      column: at
    };
  });

/** A table that would lose its last row or column is deleted. */
const deleteLines =
  (axis: Axis): Command =>
  (state, dispatch) => {
    const chosen = chosenCells(state);
    if (!chosen) return false;
    const { rectangle, grid } = chosen;
    const [from, to] = axis === 'row' ? [rectangle.top, rectangle.bottom] : [rectangle.left, rectangle.right];
    if (to - from >= (axis === 'row' ? grid.rows : grid.columns).length) return deleteTable(state, dispatch);
    return change(({ first }) => {
      let { cells } = grid;
      for (let at = to - 1; at >= from; at--) cells = withoutLine(cells, axis, at);
      const isKept = (_: unknown, at: number): boolean => at < from || at >= to;
      const rows = axis === 'row' ? grid.rows.filter(isKept) : grid.rows;
      const columns = axis === 'column' ? grid.columns.filter(isKept) : grid.columns;
      return {
        grid: { rows, columns, cells },
        row: Math.min(first.row, rows.length - 1),
        column: Math.min(first.column, columns.length - 1)
      };
    })(state, dispatch);
  };
export const deleteRow = deleteLines('row');
export const deleteColumn = deleteLines('column');

export const deleteTable: Command = (state, dispatch) => {
  const chosen = chosenCells(state);
  if (!chosen) return false;
  const { position, table } = chosen;
  const { tr, schema } = state;
  tr.delete(position, position + table.nodeSize);
  const block = tr.doc.childCount === 0 ? schema.nodes['block']?.create() : null;
  if (block) tr.insert(0, block);
  dispatch?.(
    tr.setSelection(Selection.near(tr.doc.resolve(Math.min(position, tr.doc.content.size)))).scrollIntoView()
  );
  return true;
};

/** Sets an attribute of some cells, and leaves the caret where it is. */
const setCells =
  (
    isMeant: (cell: GridCell, chosen: ChosenCells) => boolean,
    attrsOf: (chosen: ChosenCells) => Readonly<Record<string, unknown>>
  ): Command =>
  (state, dispatch) => {
    const chosen = chosenCells(state);
    if (!chosen) return false;
    if (!dispatch) return true;
    const { tr, selection } = state;
    const attrs = attrsOf(chosen);
    const meant = new Set(chosen.grid.cells.filter((cell) => isMeant(cell, chosen)).map(({ node }) => node));
    chosen.table.descendants((node, at) => {
      if (node.type.name === 'table_row') return true;
      for (const [name, value] of meant.has(node) ? Object.entries(attrs) : [])
        if (node.attrs[name] !== value) tr.setNodeAttribute(chosen.position + 1 + at, name, value);
      return false;
    });
    tr.setSelection(TextSelection.between(tr.doc.resolve(selection.from), tr.doc.resolve(selection.to)));
    dispatch(tr);
    return true;
  };

/** Makes the first row the header, or no longer. */
export const toggleHeaderRow: Command = setCells(
  ({ row }) => row === 0,
  ({ grid }) => ({
    header: !grid.cells.filter(({ row }) => row === 0).every(({ node }) => node.attrs['header'] === true)
  })
);

export const alignCells = (align: 'left' | 'center' | 'right' | null): Command =>
  setCells(
    (cell, { rectangle }) => isInside(rectangle, cell),
    () => ({ align })
  );

const isBlank = (node: Node): boolean =>
  node.childCount === 1 && node.firstChild?.type.name === 'block' && node.firstChild.content.size === 0;

/** Makes one cell of those that the selection touches, or of the caret's and the one next to or below it. */
export const mergeCells: Command = change(({ grid, rectangle, first }) => {
  const isOne = grid.cells.some(
    (cell) => cell === first && isInside(rectangle, cell) && isAlone(rectangle, cell)
  );
  const beside = isOne ? neighbour(grid, first) : rectangle;
  if (!beside) return null;
  const merged = grid.cells.filter((cell) => isInside(beside, cell));
  const [main] = merged;
  if (!main || merged.length < 2) return null;
  const written = merged.filter(({ node }) => !isBlank(node));
  const content = written.flatMap(({ node }) => [...node.children]);
  const node = content.length > 0 ? main.node.type.create(main.node.attrs, content) : main.node;
  const { top: row, left: column } = beside;
  const cell = { node, row, column, rowspan: beside.bottom - row, colspan: beside.right - column };
  return {
    grid: { ...grid, cells: [...grid.cells.filter((one) => !merged.includes(one)), cell] },
    row,
    column
  };
});

const isAlone = ({ top, left, bottom, right }: ChosenCells['rectangle'], cell: GridCell): boolean =>
  bottom - top === cell.rowspan && right - left === cell.colspan;

/** Returns the cell together with the one to its right, or else with the one below it. */
function neighbour(grid: Grid, { row, column, rowspan, colspan }: GridCell): ChosenCells['rectangle'] | null {
  const right = cellAt(grid, row, column + colspan);
  if (right?.row === row && right.rowspan === rowspan)
    return { top: row, left: column, bottom: row + rowspan, right: right.column + right.colspan };
  const below = cellAt(grid, row + rowspan, column);
  return below?.column === column && below.colspan === colspan
    ? { top: row, left: column, bottom: below.row + below.rowspan, right: column + colspan }
    : null;
}

/** Its words stay in the first. */
export const splitCell: Command = change(({ grid, first }) =>
  first.rowspan === 1 && first.colspan === 1
    ? null
    : {
        grid: {
          ...grid,
          cells: grid.cells.map((cell) => (cell === first ? { ...cell, rowspan: 1, colspan: 1 } : cell))
        },
        row: first.row,
        column: first.column
      }
);

const narrowest = 40;
const widest = 2_000;

/** Sets the width of the caret's column in pixels; null leaves it to the browser. */
export const setColumnWidth =
  (width: number | null): Command =>
  (state, dispatch) => {
    const chosen = chosenCells(state);
    const column = chosen?.grid.columns[chosen.first.column];
    return chosen && column ? setWidthAt(chosen.position, column.id, width)(state, dispatch) : false;
  };

/** Does the same with a column of the table at a position. */
export const setWidthAt =
  (position: number, id: string, width: number | null): Command =>
  (state, dispatch) => {
    const table = state.doc.nodeAt(position);
    if (table?.type.name !== 'table') return false;
    const kept = width === null ? null : Math.round(Math.min(widest, Math.max(narrowest, width)));
    const columns = gridOf(table).columns.map((one) => (one.id === id ? { ...one, width: kept } : one));
    dispatch?.(state.tr.setNodeAttribute(position, 'columns', columns));
    return true;
  };

/** Moves the caret to the next cell or the one before; behind the last one a new row is added. */
export const moveToCell =
  (direction: -1 | 1): Command =>
  (state, dispatch) => {
    const chosen = chosenCells(state);
    if (!chosen) return false;
    const { grid, first, table, position } = chosen;
    const next = grid.cells[grid.cells.indexOf(first) + direction];
    if (!next) return direction === 1 ? addRowAtEnd(state, dispatch) : true;
    const { tr } = state;
    setCaret(tr, position, table, grid, next.row, next.column);
    dispatch?.(tr.scrollIntoView());
    return true;
  };

const addRowAtEnd: Command = change(({ grid }) => ({
  grid: { ...grid, rows: [...grid.rows, newId()] },
  row: grid.rows.length,
  column: 0
}));
