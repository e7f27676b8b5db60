/**
 * The browser tells of a caret that has moved with its next frame, ProseMirror of no other: a key that is faster, on a slow machine or under
 * quick fingers, would be taken for where the caret was, and letters typed right after “select all” and an arrow would take the text's
 * place. So the editor looks where the caret is before each key.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { isComposing } from './is-composing.ts';

export const CaretFirst = Extension.create({
  name: 'caretFirst',
  // Before any other extension hears of the key.
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
