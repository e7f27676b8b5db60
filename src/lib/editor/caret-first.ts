/**
 * Reads the caret's position before each key, and before others or the page change what an editor shows, and sets the
 * caret with the focus. The browser reports a moved caret with its next frame, and ProseMirror relies on that report
 * alone: a key that is faster, on a slow machine or with fast typing, would act on the old position, and letters typed
 * right after “select all” and an arrow would replace the text; what is shown anew would set the caret back to where it
 * was before an arrow key.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import type * as Y from 'yjs';
import { isComposing } from './is-composing.ts';

/** To be called before a transaction that nobody typed is made. */
export function readCaret(view: EditorView): void {
  if (view.hasFocus() && !view.composing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'));
}

/**
 * Holds when the focus came, and the press of the mouse that goes on; ProseMirror has no public name for them. A version without
 * them fails “Ctrl+Home and an arrow key count just after the focus came” in tests/e2e/editor/editing.spec.ts.
 */
const inputOf = (view: EditorView): { lastFocus: number; readonly mouseDown: object | null } =>
  (view as unknown as { readonly input: { lastFocus: number; readonly mouseDown: object | null } }).input;

/**
 * Ends that ProseMirror takes a caret at the very beginning for the browser's own doing, as it does for 200 ms after the
 * focus came: a person who presses Ctrl+Home then would be thrown back.
 */
function trustCaret(view: EditorView): void {
  inputOf(view).lastFocus = 0;
}

/**
 * Sets the caret where the editor has it as the focus comes, unless a mouse sets it. ProseMirror would do so 20 ms later if
 * the caret is still where the browser had set it: a person may have moved it there in the meantime.
 */
function setCaretAtOnce(view: EditorView): void {
  if (!inputOf(view).mouseDown) view.focus();
}

interface CaretFirstOptions {
  readonly doc: Y.Doc;
}

export const CaretFirst = Extension.create<CaretFirstOptions>({
  name: 'caretFirst',
  // Runs before any other extension handles the key.
  priority: 1000,
  addProseMirrorPlugins() {
    const { doc } = this.options;
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            focus: (view) => {
              setCaretAtOnce(view);
              return false;
            },
            keydown: (view, event) => {
              if (isComposing(event)) return false;
              view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'));
              trustCaret(view);
              return false;
            }
          }
        },
        view: (view) => {
          const readBefore = ({ local }: Y.Transaction): void => {
            if (!local) readCaret(view);
          };
          doc.on('beforeTransaction', readBefore);
          return { destroy: () => doc.off('beforeTransaction', readBefore) };
        }
      })
    ];
  }
});
