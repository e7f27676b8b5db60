/** Shows that merging and splitting cells takes no word, block or caret away from a colleague. */
import type { Node } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import { wordsLeftOver } from '#document/sequence/left-over.ts';
import { mergeCells, splitCell } from '#lib/editor/tables/table-commands.ts';
import type { HeadlessEditor } from './headless-editor.ts';
import { tableOf } from './tables.ts';
import {
  caretBehind,
  caretBefore,
  clientOrders,
  expectShown,
  twoEditors,
  type TwoEditors
} from './two-editors.ts';

/** Opens two editors on a text that begins with a table of these words. */
function withTable(ids: readonly [number, number], rows: readonly (readonly string[])[]): TwoEditors {
  const two = twoEditors(ids, ['end']);
  two.anna.dispatch(two.anna.state.tr.insert(0, tableOf(rows)));
  two.exchange();
  return two;
}

const tableIn = ({ state }: HeadlessEditor): Node => state.doc.firstChild as Node;

/** Returns the words of each cell, with its spans where it has any. */
const cellsIn = (editor: HeadlessEditor): string[][] =>
  [...tableIn(editor).children].map((row) =>
    [...row.children].map(({ attrs, children }) => {
      const words = [...children].map(({ textContent }) => textContent).join('/');
      const [columns, rows] = [Number(attrs['colspan']), Number(attrs['rowspan'])];
      return columns * rows === 1 ? words : `${words} ${String(columns)}x${String(rows)}`;
    })
  );

const blockIds = (node: Node): unknown[] => {
  const ids: unknown[] = [];
  node.descendants(({ type, attrs }) => {
    if (type.name === 'block') ids.push(attrs['id']);
  });
  return ids;
};

function selectCells(editor: HeadlessEditor, first: string, last: string): void {
  caretBefore(editor, first);
  const from = editor.state.selection.from;
  caretBehind(editor, last);
  editor.caret(from, editor.state.selection.to);
}

function caretInEmptyCell(editor: HeadlessEditor): void {
  let found = -1;
  editor.state.doc.descendants((node, position, parent) => {
    if (parent?.type.name === 'table_cell' && node.content.size === 0 && found < 0) found = position + 1;
  });
  editor.caret(found);
}

describe.each(clientOrders)('merged cells, where $order', ({ ids }) => {
  it('hold the blocks of the covered cells under their ids', () => {
    const { anna, exchange } = withTable(
      [...ids],
      [
        ['one', 'two'],
        ['three', 'four']
      ]
    );
    const before = blockIds(tableIn(anna));
    selectCells(anna, 'one', 'two');
    anna.run(mergeCells);
    exchange();
    expect(cellsIn(anna)).toEqual([['one/two 2x1'], ['three', 'four']]);
    expect(blockIds(tableIn(anna))).toEqual(before);
  });

  it('take the caret of a colleague along who writes in a covered one', () => {
    const { anna, wei, exchange } = withTable(
      [...ids],
      [
        ['one', 'two'],
        ['three', 'four']
      ]
    );
    caretBehind(wei, 'tw');
    selectCells(anna, 'one', 'two');
    anna.run(mergeCells);
    exchange();
    wei.type('!');
    exchange();
    expect(cellsIn(anna)).toEqual([['one/tw!o 2x1'], ['three', 'four']]);
  });

  it('keep what a colleague writes in a covered one meanwhile as words that are left over', () => {
    const { anna, wei, exchange } = withTable(
      [...ids],
      [
        ['one', 'two'],
        ['three', 'four']
      ]
    );
    caretBehind(wei, 'two');
    wei.type(' more');
    selectCells(anna, 'one', 'two');
    anna.run(mergeCells);
    exchange();
    expect(cellsIn(anna)).toEqual([['one/two 2x1'], ['three', 'four']]);
    expect(wordsLeftOver(anna.doc).map(({ of, text }) => ({ of, text: text.trim() }))).toEqual([
      { of: 'cell', text: 'more' }
    ]);
  });

  it('show all words where two merge what overlaps, one writes in the cell between, and the other splits one again', () => {
    const { anna, wei, exchange } = withTable(
      [...ids],
      [
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
        ['g', 'h', 'i']
      ]
    );
    selectCells(anna, 'a', 'd');
    anna.run(mergeCells);
    selectCells(wei, 'd', 'e');
    wei.run(mergeCells);
    exchange();
    caretInEmptyCell(wei);
    wei.type('j');
    exchange();
    caretBefore(anna, 'a');
    anna.run(splitCell);
    exchange();
    expectShown(anna);
    const words = cellsIn(anna)
      .flat()
      .join('')
      .replaceAll(/\dx\d|[ /]/g, '');
    expect([...new Set(words)].sort().join('')).toBe('abcdefghij');
  });
});
