/** Defines the keys of the editor that open dialogs and leave the text. None acts while the user composes. */
import { Extension, type Editor } from '@tiptap/core';
import { allowedHref } from '#document/allowed.ts';
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
      'Mod-f': free(() => dialogs?.find(false)),
      'Mod-Alt-f': free(() => dialogs?.find(true)),
      'Mod-s': free(() => dialogs?.saved()),
      'Mod-/': free(() => dialogs?.keys()),
      'Alt-Enter': () => openLink(editor),
      Escape: free(() => dialogs?.toolbar())
    };
  }
});

/** Opens the link at the caret in a new tab; false where there is none. */
function openLink(editor: Editor): boolean {
  const href = allowedHref(editor.getAttributes('link')['href']);
  if (href === null || editor.view.composing) return false;
  window.open(href, '_blank', 'noopener,noreferrer');
  return true;
}
