/** Defines the keys of the editor beyond those that Tiptap has. None acts while the user composes. */
import { Extension } from '@tiptap/core';
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import type { EditorDialogs } from './block-menu.ts';

/** Moves the block of the caret, or the list item, by one position among its siblings. */
export function moveBlock(state: EditorState, direction: -1 | 1): Transaction | null {
  const { $from } = state.selection;
  let depth = 1;
  for (let d = $from.depth; d > 0; d--) {
    if ($from.node(d).type.name === 'listItem') {
      depth = d;
      break;
    }
  }
  if ($from.depth < depth) return null;
  const parent = $from.node(depth - 1);
  const index = $from.index(depth - 1);
  const neighbour = parent.maybeChild(index + direction);
  const block = parent.child(index);
  if (!neighbour) return null;
  const start = $from.before(depth);
  const target = direction === -1 ? start - neighbour.nodeSize : start + neighbour.nodeSize;
  const transaction = state.tr.delete(start, start + block.nodeSize).insert(target, block);
  const offset = $from.pos - start;
  return transaction
    .setSelection(TextSelection.near(transaction.doc.resolve(target + offset)))
    .scrollIntoView();
}

export const Keys = Extension.create<{ dialogs: EditorDialogs | null }>({
  name: 'meridianKeys',
  priority: 900,
  addOptions: () => ({ dialogs: null }),
  addKeyboardShortcuts() {
    const { dialogs } = this.options;
    const { editor } = this;
    const free = (act: () => unknown) => () => {
      if (editor.view.composing) return false;
      act();
      return true;
    };
    const move = (direction: -1 | 1) => () => {
      const transaction = editor.view.composing ? null : moveBlock(editor.state, direction);
      if (transaction) editor.view.dispatch(transaction);
      return true;
    };
    return {
      'Mod-k': free(() => dialogs?.link()),
      'Mod-s': free(() => dialogs?.saved()),
      'Mod-/': free(() => dialogs?.keys()),
      Escape: free(() => dialogs?.toolbar()),
      'Mod-Alt-ArrowUp': move(-1),
      'Mod-Alt-ArrowDown': move(1),
      'Mod-Alt-1': free(() => editor.commands.setNode('heading', { level: 2 })),
      'Mod-Alt-2': free(() => editor.commands.setNode('heading', { level: 3 })),
      'Mod-Alt-3': free(() => editor.commands.setNode('heading', { level: 4 })),
      'Mod-Shift-9': free(() => editor.commands.toggleBlockquote())
    };
  }
});
