import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

export const EmptyHint = Extension.create<{ hint: string }>({
  name: 'emptyHint',
  addOptions: () => ({ hint: '' }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        props: {
          decorations: ({ doc }) => {
            const { firstChild, childCount } = doc;
            if (childCount !== 1 || !firstChild?.isTextblock || firstChild.content.size > 0) return null;
            if (!editor.isEditable) return null;
            const attrs = { class: 'is-empty is-editor-empty', 'data-placeholder': options.hint };
            return DecorationSet.create(doc, [Decoration.node(0, firstChild.nodeSize, attrs)]);
          }
        }
      })
    ];
  }
});
