/**
 * Reads the caret's position before each key. The browser reports a moved caret with its next frame, and
 * ProseMirror relies on that report alone: a key that is faster, on a slow machine or with fast typing, would
 * act on the old position, and letters typed right after “select all” and an arrow would replace the text.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { isComposing } from './is-composing.ts';

export const CaretFirst = Extension.create({
  name: 'caretFirst',
  // Runs before any other extension handles the key.
  priority: 1000,
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleDOMEvents: {
          keydown: ({ dom: { ownerDocument } }, event) => {
            if (!isComposing(event)) ownerDocument.dispatchEvent(new Event('selectionchange'));
            return false;
          }
        }
      }
    })
  ]
});
