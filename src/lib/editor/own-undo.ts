/**
 * Binds the editor to its passage, and undo and redo to what this person did in this editor: the history watches
 * the whole document, in which cells, captions and notes are texts of their own.
 */
import { Extension, type Command, type Editor } from '@tiptap/core';
import type * as Y from 'yjs';
import { PassageBinding } from './binding/binding.ts';
import type { CatchUp } from './binding/binding-options.ts';
import { bindingPlugin } from './binding/plugin.ts';
import type { OwnHistory } from './binding/undo.ts';

export interface PassageOptions {
  readonly doc: Y.Doc | null;
  readonly root: string;
  readonly history: OwnHistory | null;
  readonly catchUp: CatchUp | null;
}

export const BoundPassage = Extension.create<PassageOptions, { binding: PassageBinding | null }>({
  name: 'boundPassage',
  // Its view writes a change before those of other plugins look at the document.
  priority: 3_000,
  addOptions: () => ({ doc: null, root: '', history: null, catchUp: null }),
  addStorage: () => ({ binding: null }),
  addProseMirrorPlugins() {
    const { doc, root, history, catchUp } = this.options;
    if (!doc) return [];
    const binding = new PassageBinding({ doc, root, schema: this.editor.schema, history, catchUp });
    this.storage.binding = binding;
    return [bindingPlugin(binding)];
  },
  addCommands() {
    const restoring =
      (act: 'undo' | 'redo') =>
      (): Command =>
      ({ tr }) => {
        const { history } = this.options;
        const { binding } = this.storage;
        // The change comes from the document, as a transaction of its own.
        tr.setMeta('preventDispatch', true);
        return history !== null && binding !== null && history[act](binding);
      };
    return { undo: restoring('undo'), redo: restoring('redo') };
  },
  addKeyboardShortcuts() {
    const { editor } = this;
    const press = (act: 'undo' | 'redo') => () => {
      if (editor.view.composing) return false;
      editor.commands[act]();
      return true;
    };
    return { 'Mod-z': press('undo'), 'Mod-y': press('redo'), 'Mod-Shift-z': press('redo') };
  }
});

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    boundPassage: { undo: () => ReturnType; redo: () => ReturnType };
  }
}

/** Null until the editor has one. */
export const bindingOf = (editor: Editor): PassageBinding | null =>
  (editor.storage as unknown as { readonly boundPassage?: { readonly binding: PassageBinding | null } })
    .boundPassage?.binding ?? null;
