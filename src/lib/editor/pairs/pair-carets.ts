/** Finds the block at the caret of a text, and sets the caret into a block. */
import type { Editor } from '@tiptap/core';
import { NodeSelection, Selection } from '@tiptap/pm/state';

/** Returns the id of the outer block at the caret; null for one that has none. */
export function blockAtCaret(editor: Editor): string | null {
  if (editor.isDestroyed) return null;
  const { selection } = editor.state;
  const { $from } = selection;
  const node = $from.depth > 0 ? $from.node(1) : selection instanceof NodeSelection ? selection.node : null;
  const id: unknown = node?.attrs['id'];
  return typeof id === 'string' ? id : null;
}

/** Sets the caret at the beginning of an outer block, without scrolling; returns false where there is none of this id. */
export function setCaretIn(editor: Editor, id: string): boolean {
  if (editor.isDestroyed) return false;
  const { doc, tr } = editor.state;
  const found: number[] = [];
  doc.forEach((node, position) => {
    if (node.attrs['id'] === id) found.push(position);
  });
  const [first] = found;
  if (first === undefined) return false;
  editor.view.dispatch(tr.setSelection(Selection.near(doc.resolve(first + 1))));
  editor.view.focus();
  return true;
}
