/** Binds the keys that edit blocks, and Markdown that is typed at the start of one. */
import { Extension, InputRule, type Editor } from '@tiptap/core';
import { chainCommands, deleteSelection, selectNodeBackward, selectNodeForward } from '@tiptap/pm/commands';
import type { BlockAttributes } from '#document/sequence/shapes.ts';
import { selectAll, type Command } from './binding/block-commands.ts';
import { blockAround, isText, placeOf } from './commands/chosen-blocks.ts';
import {
  backspace,
  deleteAll,
  deleteForward,
  enter,
  insertBreak,
  moveBlock
} from './commands/edit-blocks.ts';
import { lift, setKind, setPlain, sink, toggleList, toggleQuote } from './commands/set-blocks.ts';
import { moveToCell } from './tables/table-commands.ts';

/** False where it cannot act. */
export const perform = (editor: Editor, command: Command): boolean =>
  command(editor.state, (transaction) => editor.view.dispatch(transaction));

const keys: Readonly<Record<string, Command>> = {
  Enter: enter,
  'Shift-Enter': insertBreak,
  'Mod-Enter': insertBreak,
  Backspace: chainCommands(deleteAll, deleteSelection, backspace, selectNodeBackward),
  'Shift-Backspace': chainCommands(deleteAll, deleteSelection, backspace, selectNodeBackward),
  'Mod-Backspace': chainCommands(deleteAll, deleteSelection, backspace, selectNodeBackward),
  Delete: chainCommands(deleteAll, deleteSelection, deleteForward, selectNodeForward),
  'Mod-Delete': chainCommands(deleteAll, deleteSelection, deleteForward, selectNodeForward),
  'Mod-a': selectAll,
  Tab: chainCommands(sink, moveToCell(1)),
  'Shift-Tab': chainCommands(lift, moveToCell(-1)),
  'Mod-Alt-0': setPlain,
  'Mod-Alt-1': setKind('h2'),
  'Mod-Alt-2': setKind('h3'),
  'Mod-Alt-3': setKind('h4'),
  'Mod-Alt-4': setKind('h5'),
  'Mod-Shift-7': toggleList('ordered'),
  'Mod-Shift-8': toggleList('bullet'),
  'Mod-Shift-9': toggleQuote,
  'Alt-Shift-ArrowUp': moveBlock(-1),
  'Alt-Shift-ArrowDown': moveBlock(1),
  'Mod-Alt-ArrowUp': moveBlock(-1),
  'Mod-Alt-ArrowDown': moveBlock(1)
};

/** These keys do nothing else in a text, whether or not the command finds anything to do. */
const ownKeys = /^(?:Mod-a|(?:Mod-)?Alt-|Mod-Shift-|(?:Shift|Mod)-Enter)/;

type Values = Partial<BlockAttributes>;

/** Sets attributes of the block in which the match was typed, and deletes the match. */
const typedRule = (
  find: RegExp,
  valuesOf: (match: RegExpMatchArray, block: BlockAttributes) => Values | null
): InputRule =>
  new InputRule({
    find,
    handler: ({ state: { tr }, range, match }) => {
      const block = blockAround(tr.doc.resolve(range.from));
      const values = block && isText(block.node) ? valuesOf(match, placeOf(block.node)) : null;
      if (!block || !values) return null;
      tr.delete(range.from, range.to);
      for (const [name, value] of Object.entries(values)) tr.setNodeAttribute(block.position, name, value);
      return undefined;
    }
  });

const itemOf = (list: 'bullet' | 'ordered', { list: present, indent }: BlockAttributes): Values | null =>
  present === null ? { list, indent: Math.max(1, indent), kind: 'paragraph' } : null;

const typedRules: readonly InputRule[] = [
  typedRule(/^(#{1,4})\s$/, ([, signs = ''], { list }) =>
    list === null ? { kind: (['h2', 'h3', 'h4', 'h5'] as const)[signs.length - 1] ?? 'h5' } : null
  ),
  typedRule(/^[-*+]\s$/, (_, block) => itemOf('bullet', block)),
  typedRule(/^(\d{1,5})[.)]\s$/, ([, number], block) => {
    const item = itemOf('ordered', block);
    return item && { ...item, ...(Number(number) === 1 ? {} : { start: Number(number) }) };
  }),
  typedRule(/^[>》]\s$/, (_, { quote }) => (quote < 4 ? { quote: quote + 1 } : null)),
  new InputRule({
    find: /^(?:---|—-)$/,
    handler: ({ state: { tr, schema }, range }) => {
      const block = blockAround(tr.doc.resolve(range.from));
      const rule = schema.nodes['rule'];
      if (!block || !isText(block.node) || !rule) return null;
      const { indent, quote } = placeOf(block.node);
      tr.delete(range.from, range.to).insert(block.position, rule.create({ indent, quote }));
      return undefined;
    }
  })
];

export const BlockKeys = Extension.create({
  name: 'blockKeys',
  // Chips and the slash menu take their keys first.
  priority: 150,
  addKeyboardShortcuts() {
    const { editor } = this;
    const bound = Object.entries(keys).map(([key, command]) => [
      key,
      () => {
        if (editor.view.composing) return false;
        if (/Backspace$/.test(key) && editor.commands.undoInputRule()) return true;
        return perform(editor, command) || ownKeys.test(key);
      }
    ]);
    return Object.fromEntries(bound) as Record<string, () => boolean>;
  },
  addInputRules: () => [...typedRules]
});
