/**
 * Reads the footnotes of a text, and writes their text with as little change as possible, so that the changes
 * of two writers merge.
 */
import type { Editor } from '@tiptap/core';

export interface Note {
  readonly pos: number;
  readonly text: string;
}

export const noteAt = (editor: Editor, pos: number): Note | null => {
  const node = editor.state.doc.nodeAt(pos);
  return node?.type.name === 'note' ? { pos, text: node.textContent } : null;
};

/**
 * Returns the part of a text that differs from another: start and end in the first, and what stands there in the
 * second. It holds whole characters: two may share half of a surrogate pair.
 */
export function difference(before: string, after: string): { from: number; to: number; text: string } | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  if (from > 0 && /[\ud800-\udbff]/.test(before.charAt(from - 1))) from--;
  let tail = 0;
  while (tail < most - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if (tail > 0 && /[\udc00-\udfff]/.test(before.charAt(before.length - tail))) tail--;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}

export function writeNote(editor: Editor, pos: number, text: string): void {
  const note = noteAt(editor, pos);
  const change = note && difference(note.text, text);
  if (!change) return;
  const transaction = editor.state.tr;
  const [from, to] = [pos + 1 + change.from, pos + 1 + change.to];
  if (change.text) transaction.replaceWith(from, to, editor.schema.text(change.text));
  else transaction.delete(from, to);
  editor.view.dispatch(transaction);
}

export function insertNote(editor: Editor, text: string): void {
  const { to } = editor.state.selection;
  editor
    .chain()
    .focus()
    .insertContentAt(to, { type: 'note', content: [{ type: 'text', text }] })
    .run();
}

export function removeNote(editor: Editor, pos: number): void {
  const node = editor.state.doc.nodeAt(pos);
  if (node?.type.name === 'note')
    editor
      .chain()
      .focus()
      .deleteRange({ from: pos, to: pos + node.nodeSize })
      .run();
}
