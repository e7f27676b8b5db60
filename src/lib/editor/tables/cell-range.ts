/**
 * Keeps a selection that begins in one cell and ends in another from tearing the table: it selects all cells
 * between, and what is deleted or typed over it empties them.
 */
import { Extension } from '@tiptap/core';
import { Plugin, TextSelection, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import type { Command } from '../binding/block-commands.ts';
import { chosenCells, isInside } from './grid.ts';

interface PlacedCell {
  readonly from: number;
  readonly to: number;
}

/** Lists the cells of a selection across cells; none of any other selection. */
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

/** Empties the cells of a selection across cells; the caret goes into the first one. */
export const emptyCells: Command = (state, dispatch) => {
  const cells = cellsAcross(state);
  if (cells.length === 0) return false;
  const { tr, schema } = state;
  for (const { from, to } of cells.toReversed()) {
    const block = schema.nodes['block']?.create();
    if (block) tr.replaceWith(from + 1, to - 1, block);
  }
  const [first] = cells;
  if (first) tr.setSelection(TextSelection.near(tr.doc.resolve(first.from + 1)));
  dispatch?.(tr.scrollIntoView());
  return true;
};

const empty = (view: EditorView): boolean =>
  emptyCells(view.state, (transaction) => view.dispatch(transaction));

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
        handlePaste: (view) => {
          empty(view);
          return false;
        },
        handleDOMEvents: {
          compositionstart: (view) => {
            empty(view);
            return false;
          }
        }
      }
    })
  ]
});
