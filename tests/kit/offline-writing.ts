/** Writes as a person does in an editor, letters and structure, for what comes back from offline. */
import { TextSelection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import type { Chance } from '#base/chance.ts';
import { structureIdOf, useStructureId } from '#document/writer-ids.ts';
import { joinBackward, setKind, splitBlock } from '#lib/editor/binding/block-commands.ts';
import { HeadlessEditor } from '../editor/binding/headless-editor.ts';

/** Sets how many letters are typed, and for how many of them an Enter, a jump of the caret or another act comes. */
export interface Habits {
  readonly letters: number;
  readonly lettersOfEnter: number;
  readonly lettersOfJump: number;
  readonly lettersOfOther: number;
}

/** Opens a document as an editor has it, with an id for letters and another for structure. */
export function openEditor(clientID: number, updates: readonly Uint8Array[] = []): HeadlessEditor {
  const doc = Object.assign(new Y.Doc({ gc: false }), { clientID });
  const editor = new HeadlessEditor(doc);
  useStructureId(doc, structureIdOf(clientID));
  for (const update of updates) Y.applyUpdate(doc, update);
  return editor;
}

function jump(editor: HeadlessEditor, chance: Chance): void {
  const { doc, tr } = editor.state;
  const at = Math.floor(chance() * doc.content.size);
  editor.dispatch(tr.setSelection(TextSelection.near(doc.resolve(at))));
}

/** Another act than typing and Enter. */
function other(editor: HeadlessEditor, chance: Chance): void {
  const choice = chance();
  const { $head, head } = editor.state.selection;
  if (choice < 0.25) {
    // Backspace at the start of the block.
    editor.caret(head - $head.parentOffset);
    editor.run(joinBackward);
  } else if (choice < 0.5) editor.run(setKind(chance() < 0.5 ? 'h3' : 'paragraph'));
  else if (choice < 0.75 && $head.parentOffset > 3) {
    editor.dispatch(editor.state.tr.delete(head - 3, head));
  } else if (choice < 0.9) editor.undo();
  else editor.redo();
}

/** Types, one letter after another, with Enter and other acts in between. */
export function writeLong(
  editor: HeadlessEditor,
  chance: Chance,
  { letters, lettersOfEnter, lettersOfJump, lettersOfOther }: Habits
): void {
  for (let n = 0; n < letters; n++) {
    if (chance() < 1 / lettersOfJump) jump(editor, chance);
    if (chance() < 1 / lettersOfOther) other(editor, chance);
    if (chance() < 1 / lettersOfEnter) editor.run(splitBlock);
    if (!editor.state.selection.empty) editor.caret(editor.state.selection.to);
    editor.type(n % 6 === 5 ? ' ' : 'x');
  }
}
