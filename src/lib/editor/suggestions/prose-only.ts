/**
 * Restricts an editor to changes of words within one block: what a suggestion can hold. Anything else is refused as
 * a whole, and the person is told.
 */
import { Extension, type Editor } from '@tiptap/core';
import { deleteSelection } from '@tiptap/pm/commands';
import type { Node, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { isChipType } from '#base/chips/chips.ts';
import { longestSuggestion } from '#rules/suggestions/suggestion.ts';
import { followsText } from '../binding/binding.ts';

/** Names what somebody tried to suggest that cannot be suggested. */
export type NoSuggestion = 'block' | 'cell' | 'note' | 'format' | 'chip';

export interface ProseOptions {
  refused: (what: NoSuggestion) => void;
  /** Suggests to move the block at the caret, up (-1) or down (1). */
  move: (editor: Editor, step: -1 | 1) => void;
}

const inserted: readonly string[] = ['text', 'hardBreak'];

/** Checks whether a slice holds words alone: nothing that begins a block, and no chip or note. */
function isProse({ content, openStart, openEnd, size }: Slice): boolean {
  if (openStart !== 0 || openEnd !== 0 || size > longestSuggestion) return false;
  return content.content.every((node) => inserted.includes(node.type.name));
}

function isWithinBlock(document: Node, { from, to, slice }: ReplaceStep): boolean {
  const [$from, $to] = [document.resolve(from), document.resolve(to)];
  return $from.depth === 1 && $from.parent.type.name === 'block' && $from.sameParent($to) && isProse(slice);
}

/** Checks whether a transaction changes words of single blocks of the passage, and nothing else. */
export const changesProseOnly = (transaction: Transaction): boolean =>
  transaction.steps.every((step, index) => {
    const document = transaction.docs[index];
    return step instanceof ReplaceStep && document !== undefined && isWithinBlock(document, step);
  });

export function refusedIn(transaction: Transaction): NoSuggestion {
  for (const [index, step] of transaction.steps.entries()) {
    const document = transaction.docs[index];
    if (!(step instanceof ReplaceStep)) return 'format';
    if (!document) continue;
    const $from = document.resolve(step.from);
    for (let depth = $from.depth; depth > 0; depth--)
      if ($from.node(depth).type.name === 'table_cell') return 'cell';
    const brought = step.slice.content.content.map(({ type }) => type.name);
    if (brought.includes('note')) return 'note';
    if (brought.some(isChipType)) return 'chip';
  }
  return 'block';
}

export const ProseOnly = Extension.create<ProseOptions>({
  name: 'proseOnly',
  priority: 2_500,
  addOptions: () => ({ refused: () => undefined, move: () => undefined }),
  addKeyboardShortcuts() {
    const { editor, options } = this;
    const refuse = (): boolean => {
      if (editor.view.composing) return false;
      options.refused('block');
      return true;
    };
    const move = (step: -1 | 1) => (): boolean => {
      if (!editor.view.composing) options.move(editor, step);
      return true;
    };
    /** Deletes the selection, or lets the browser delete a letter; refuses to join blocks. */
    const deletes = (isAtEdge: (state: EditorState) => boolean) => (): boolean => {
      const { view, state } = editor;
      if (view.composing) return false;
      if (!state.selection.empty) {
        deleteSelection(state, (transaction) => view.dispatch(transaction));
        return true;
      }
      return isAtEdge(state) ? refuse() : false;
    };
    const back = deletes(({ selection: { $from } }) => $from.parentOffset === 0);
    const forward = deletes(({ selection: { $from } }) => $from.parentOffset === $from.parent.content.size);
    return {
      Enter: refuse,
      'Mod-Enter': refuse,
      'Shift-Enter': () => {
        const lineBreak = editor.schema.nodes['hardBreak'];
        if (editor.view.composing || !lineBreak) return false;
        editor.view.dispatch(editor.state.tr.replaceSelectionWith(lineBreak.create()).scrollIntoView());
        return true;
      },
      Backspace: back,
      'Mod-Backspace': back,
      Delete: forward,
      'Mod-Delete': forward,
      'Alt-Shift-ArrowUp': move(-1),
      'Alt-Shift-ArrowDown': move(1)
    };
  },
  addProseMirrorPlugins() {
    const { options } = this;
    return [
      new Plugin({
        key: new PluginKey('proseOnly'),
        filterTransaction: (transaction) => {
          // What follows the text, and own words that go along with a block that a peer moved, is no act of the author.
          const isAct = !transaction.getMeta(followsText) && transaction.getMeta('addToHistory') !== false;
          if (!transaction.docChanged || !isAct || changesProseOnly(transaction)) return true;
          options.refused(refusedIn(transaction));
          return false;
        },
        props: {
          handlePaste: (view, event) => {
            const words = event.clipboardData?.getData('text/plain').replace(/\r\n?/g, '\n').trim() ?? '';
            if (words.includes('\n')) options.refused('block');
            else if (words !== '') view.dispatch(view.state.tr.insertText(words).scrollIntoView());
            return true;
          },
          handleDrop: () => {
            options.refused('block');
            return true;
          }
        }
      })
    ];
  }
});
