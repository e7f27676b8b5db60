/** Adds to an editor what lies over its text and follows the pointer, such as the handle of a block. */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

interface TextOverlay {
  /** Called after each change of the text. */
  changed(): void;
  destroy(): void;
}

export const textOverlay = (name: string, At: new (view: EditorView, label: () => string) => TextOverlay) =>
  Extension.create<{ label: () => string }>({
    name,
    addOptions: () => ({ label: () => '' }),
    addProseMirrorPlugins() {
      const { label } = this.options;
      return [
        new Plugin({
          view: (view) => {
            const shown = new At(view, label);
            return {
              update: (_, before) => {
                if (before.doc !== view.state.doc) shown.changed();
              },
              destroy: () => shown.destroy()
            };
          }
        })
      ];
    }
  });
