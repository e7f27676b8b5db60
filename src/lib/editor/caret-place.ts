/** Says where the caret is, and sets it there in an editor that is opened on the same text. */
import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { blockIds } from './suggestions/move-behind.ts';

/** Names a place in an outer block by the block's id, or by its row where it has none, and an offset in it. */
export interface CaretPlace {
  readonly blockId: string | null;
  readonly row: number;
  readonly offset: number;
}

/** Returns the place of the caret; null where the editor does not have it, or has it between two blocks. */
export function caretPlace(editor: Editor): CaretPlace | null {
  const { $head } = editor.state.selection;
  if (!editor.isFocused || $head.depth === 0) return null;
  const blockId: unknown = $head.node(1).attrs['id'];
  return {
    blockId: typeof blockId === 'string' ? blockId : null,
    row: $head.index(0),
    offset: $head.pos - $head.start(1)
  };
}

/** Sets the caret, as far to the right as the block goes; does nothing where the block is gone. */
export function setCaretAt(editor: Editor, { blockId, row, offset }: CaretPlace): void {
  const { doc } = editor.state;
  const same = blockId === null ? row : blockIds(editor).indexOf(blockId);
  const block = doc.maybeChild(same);
  if (!block) return;
  let position = 1 + Math.min(offset, block.content.size);
  for (let at = 0; at < same; at++) position += doc.child(at).nodeSize;
  const selection = TextSelection.near(doc.resolve(position));
  editor.view.dispatch(editor.state.tr.setSelection(selection));
  editor.view.focus();
}
