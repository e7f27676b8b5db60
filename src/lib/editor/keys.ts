/** Defines the keys of the editor that open dialogs and leave the text. None acts while the user composes. */
import { Extension } from '@tiptap/core';
import type { EditorDialogs } from './block-menu.ts';

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
    return {
      'Mod-k': free(() => dialogs?.link()),
      'Mod-s': free(() => dialogs?.saved()),
      'Mod-/': free(() => dialogs?.keys()),
      Escape: free(() => dialogs?.toolbar())
    };
  }
});
