/**
 * Keeps a selection that begins in one cell and ends in another from tearing the table: it selects all cells
 * between, and what is deleted, cut or typed over it empties them. Of one that ends in another table the rows of that
 * would go to the first table, where nobody sees the words of columns that it does not have.
 */
import { Extension } from '@tiptap/core';
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { Plugin, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import type { Command } from '../binding/block-commands.ts';
import { chosenCells, isInside, tableFrom } from './grid.ts';

interface PlacedCell {
  readonly from: number;
  readonly to: number;
}

/** Empty for any other selection. */
export function cellsAcross(state: EditorState): PlacedCell[] {
  const { $from, $to } = state.selection;
  const chosen =
    $from.depth >= 3 && $to.depth >= 3 && $from.node(3) !== $to.node(3) ? chosenCells(state) : null;
  if (!chosen) return [];
  const { table, position, grid, rectangle } = chosen;
  const inside = new Set(grid.cells.filter((cell) => isInside(rectangle, cell)).map(({ node }) => node));
  const cells: PlacedCell[] = [];
  table.descendants((node, at) => {
    const from = position + 1 + at;
    if (inside.has(node)) cells.push({ from, to: from + node.nodeSize });
    return node.type.name === 'table_row';
  });
  return cells;
}

/** The caret goes into the first one. */
export const emptyCells: Command = (state, dispatch) => {
  if (isAcrossTables(state)) return deleteAcrossTables(state, dispatch);
  const cells = cellsAcross(state);
  if (cells.length === 0) return false;
  const { tr } = state;
  for (const cell of cells.toReversed()) emptyCell(tr, cell);
  const [first] = cells;
  if (first) tr.setSelection(TextSelection.near(tr.doc.resolve(first.from + 1)));
  dispatch?.(tr.scrollIntoView());
  return true;
};

function emptyCell(tr: Transaction, { from, to }: PlacedCell): void {
  const block = tr.doc.type.schema.nodes['block']?.create();
  if (block) tr.replaceWith(from + 1, to - 1, block);
}

/** Checks whether a selection begins in a cell of one table and ends in a cell of another. */
function isAcrossTables({ selection: { $from, $to } }: EditorState): boolean {
  const isInCell = ($at: typeof $from): boolean => $at.depth >= 4 && $at.node(1).type.name === 'table';
  return isInCell($from) && isInCell($to) && $from.before(1) !== $to.before(1);
}

/**
 * Deletes what is selected from a cell of one table into a cell of another: both tables stay, with their rows and
 * columns, and what stands between them goes.
 */
const deleteAcrossTables: Command = (state, dispatch) => {
  const {
    tr,
    doc,
    selection: { $from, $to }
  } = state;
  const cells: PlacedCell[] = [];
  doc.nodesBetween($from.pos, $to.pos, (node, from) => {
    if (node.type.name !== 'table_cell') return node.type.name !== 'block';
    const isWhole = from > $from.before(3) && from < $to.before(3);
    if (isWhole) cells.push({ from, to: from + node.nodeSize });
    return false;
  });
  // From the end to the start, so that what is still to be done stays in its place.
  const isIn = (table: typeof $from, { from }: PlacedCell): boolean =>
    from > table.before(1) && from < table.after(1);
  tr.delete($to.start(4), $to.pos);
  if ($to.start(3) < $to.before(4)) tr.delete($to.start(3), $to.before(4));
  for (const cell of cells.toReversed()) if (isIn($to, cell)) emptyCell(tr, cell);
  if ($from.after(1) < $to.before(1)) tr.delete($from.after(1), $to.before(1));
  for (const cell of cells.toReversed()) if (isIn($from, cell)) emptyCell(tr, cell);
  if ($from.after(4) < $from.end(3)) tr.delete($from.after(4), $from.end(3));
  tr.delete($from.pos, $from.end(4));
  tr.setSelection(TextSelection.near(tr.doc.resolve($from.pos), -1));
  dispatch?.(tr.scrollIntoView());
  return true;
};

/**
 * Returns what is copied of a selection across cells: a table of the cells that it covers, or the blocks between two
 * tables and in them, since a part of a table fits nowhere else; null for any other selection.
 */
export function copiedCells(state: EditorState): Slice | null {
  if (isAcrossTables(state)) return new Slice(Fragment.from(blocksIn(state)), 0, 0);
  const chosen = cellsAcross(state).length > 0 ? chosenCells(state) : null;
  if (!chosen) return null;
  const { table, grid, rectangle } = chosen;
  const { top, left, bottom, right } = rectangle;
  const copy = tableFrom(table, {
    columns: grid.columns.slice(left, right),
    rows: grid.rows.slice(top, bottom),
    cells: grid.cells
      .filter((cell) => isInside(rectangle, cell))
      .map((cell) => ({ ...cell, row: cell.row - top, column: cell.column - left }))
  });
  return new Slice(Fragment.from(copy), 0, 0);
}

/** Returns the selected words of each block of a selection, and what lies in it as a whole: pictures, lines, tables. */
function blocksIn({ doc, selection: { from, to } }: EditorState): Node[] {
  const blocks: Node[] = [];
  doc.nodesBetween(from, to, (node, at) => {
    const isWhole = at >= from && at + node.nodeSize <= to;
    if (isWhole && ['figure', 'rule', 'table'].includes(node.type.name)) {
      blocks.push(node);
      return false;
    }
    if (node.type.name !== 'block') return true;
    blocks.push(node.cut(Math.max(0, from - at - 1), Math.min(node.content.size, to - at - 1)));
    return false;
  });
  return blocks;
}

const empty = (view: EditorView): boolean =>
  emptyCells(view.state, (transaction) => view.dispatch(transaction));

/** Puts the selection on the clipboard and empties its cells; returns false where it is not one across cells. */
function cut(view: EditorView, { clipboardData }: ClipboardEvent): boolean {
  if (!clipboardData || !emptyCells(view.state)) return false;
  const { dom, text } = view.serializeForClipboard(view.state.selection.content());
  clipboardData.setData('text/html', dom.innerHTML);
  clipboardData.setData('text/plain', text);
  return empty(view);
}

export const CellRange = Extension.create({
  name: 'cellRange',
  priority: 950,
  addKeyboardShortcuts() {
    const act = () => !this.editor.view.composing && empty(this.editor.view);
    return { Backspace: act, Delete: act, 'Mod-Backspace': act, 'Mod-Delete': act, Enter: act };
  },
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations: (state) => {
          const cells = cellsAcross(state);
          return cells.length === 0
            ? null
            : DecorationSet.create(
                state.doc,
                cells.map(({ from, to }) => Decoration.node(from, to, { class: 'selectedCell' }))
              );
        },
        handleTextInput: (view, _from, _to, text) => {
          if (!empty(view)) return false;
          view.dispatch(view.state.tr.insertText(text));
          return true;
        },
        transformCopied: (slice, view) => copiedCells(view.state) ?? slice,
        handlePaste: (view) => {
          empty(view);
          return false;
        },
        handleDOMEvents: {
          compositionstart: (view) => {
            empty(view);
            return false;
          },
          // A dragged part of a table would tear it, and fits nowhere.
          dragstart: (view, event) => {
            if (emptyCells(view.state)) event.preventDefault();
            return event.defaultPrevented;
          },
          cut: (view, event) => {
            if (view.editable && cut(view, event)) event.preventDefault();
            return event.defaultPrevented;
          }
        }
      }
    })
  ]
});
