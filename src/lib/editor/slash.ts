/**
 * Detects a slash that opens the menu: `/` or full-width `／` at the start of a block, after a space, or after a Chinese
 * character or mark, where no space is written; `、` (the same key under a Chinese input method) only at the start of a
 * block, where no sentence has one.
 */
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { isNameBegun } from './block-menu.ts';
import { isComposing } from './is-composing.ts';

export interface SlashCall {
  /** The start of the range that reaches from the slash to the caret. */
  readonly from: number;
  readonly to: number;
  readonly query: string;
}

const slash = /(?:^|[\s\p{Script=Han}，。；：？！、（）《》“”])[/／]([^\s/／]*)$/u;
/** The same with spaces in what was typed, as names of several words have them. */
const slashAndWords = /(?:^|[\s\p{Script=Han}，。；：？！、（）《》“”])[/／]([^\s/／][^/／]*)$/u;
const ideographicComma = /^、([^\s、]*)$/u;

/** Finds the call in the text of a block before the caret; `at` counts characters from the block's start. */
export function findSlash(textBefore: string): { at: number; query: string } | null {
  const words = slashAndWords.exec(textBefore)?.[1];
  const query =
    (slash.exec(textBefore) ?? ideographicComma.exec(textBefore))?.[1] ??
    (words !== undefined && isNameBegun(words) ? words : undefined);
  if (query === undefined || query.length > 24) return null;
  return { at: textBefore.length - query.length - 1, query };
}

export function slashCall(state: EditorState): SlashCall | null {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock) return null;
  // An inline node counts as one character, so that positions stay right.
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
  const found = findSlash(before);
  return found ? { from: $from.start() + found.at, to: $from.pos, query: found.query } : null;
}

export interface SlashOptions {
  onCall: (call: SlashCall | null) => void;
  /** Returns whether the menu handled the key. */
  onKey: (key: 'ArrowUp' | 'ArrowDown' | 'Enter' | 'Tab' | 'Escape') => boolean;
}

const menuKeys = ['ArrowUp', 'ArrowDown', 'Enter', 'Tab', 'Escape'] as const;

export const Slash = Extension.create<SlashOptions>({
  name: 'slash',
  priority: 1_500,
  addOptions: () => ({ onCall: () => {}, onKey: () => false }),
  addProseMirrorPlugins() {
    const { onCall, onKey } = this.options;
    /** The position of a call that was dismissed: it stays closed until the caret has left it. */
    let dismissed: number | null = null;
    let shown: SlashCall | null = null;
    return [
      new Plugin({
        key: new PluginKey('slash'),
        view: () => ({
          update: (view, before) => {
            if (view.state.doc.eq(before.doc) && view.state.selection.eq(before.selection)) return;
            const found = view.hasFocus() && view.editable ? slashCall(view.state) : null;
            if (found?.from !== dismissed) dismissed = null;
            const next = found && dismissed === null ? found : null;
            if (next === null && shown === null) return;
            shown = next;
            onCall(shown);
          },
          destroy: () => onCall(null)
        }),
        props: {
          handleKeyDown(view, event) {
            const key = menuKeys.find((known) => known === event.key);
            if (!shown || !key || isComposing(event) || view.composing) return false;
            if (key === 'Escape') {
              dismissed = shown.from;
              shown = null;
              onCall(null);
              return true;
            }
            return onKey(key);
          },
          handleDOMEvents: {
            blur() {
              shown = null;
              onCall(null);
              return false;
            }
          }
        }
      })
    ];
  }
});
