/** Shows that what is deleted from a cell into another leaves both where they are, and every word that is not selected. */
import type { Node } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { copiedCells, emptyCells } from '#lib/editor/tables/cell-range.ts';
import { tableOf } from './binding/tables.ts';
import { caretBehind, twoEditors, type TwoEditors } from './binding/two-editors.ts';

const old = [
  ['north', 'south'],
  ['east', 'west']
];
const young = [
  ['spring', 'summer', 'autumn'],
  ['winter', 'year', 'day']
];

const textOf = (node: Node): string =>
  node.type === schema.nodes['table']
    ? node.children
        .map((row) => row.children.map(({ textContent }) => textContent || '·').join(' '))
        .join(' | ')
    : node.textContent;

/** Opens two editors on two tables with words between; the first selects from behind some words to behind others. */
function selected(from: string, to: string): TwoEditors {
  const two = twoEditors([1, 2], ['The old town.', 'Between.', 'The river.']);
  const { anna, exchange } = two;
  const [first, between] = anna.state.doc.children.map(({ nodeSize }) => nodeSize) as [number, number];
  anna.dispatch(anna.state.tr.insert(first + between, tableOf(young)).insert(first, tableOf(old)));
  exchange();
  caretBehind(anna, from);
  const { head } = anna.state.selection;
  caretBehind(anna, to);
  anna.caret(head, anna.state.selection.head);
  return two;
}

function emptied(from: string, to: string) {
  const { anna, wei, exchange } = selected(from, to);
  const isDone = emptyCells(anna.state, (transaction) => anna.dispatch(transaction));
  const caret = anna.state.selection.$head.parent.textContent;
  exchange();
  return { isDone, caret, texts: wei.state.doc.children.map(textOf) };
}

describe('what is deleted from a cell', () => {
  it('into one of another table empties those that are covered, and takes what stands between the tables', () => {
    expect(emptied('sou', 'sum')).toEqual({
      isDone: true,
      caret: 'sou',
      texts: ['The old town.', 'north sou | · ·', '· mer autumn | winter year day', 'The river.']
    });
  });

  it('that is the last into the first of another table takes what is selected in both', () => {
    expect(emptied('we', 'spr').texts).toEqual([
      'The old town.',
      'north south | east we',
      'ing summer autumn | winter year day',
      'The river.'
    ]);
  });

  it('into one of the same table empties both and those between', () => {
    expect(emptied('no', 'sou').texts).toEqual([
      'The old town.',
      '· · | east west',
      'Between.',
      'spring summer autumn | winter year day',
      'The river.'
    ]);
  });

  it('and stays in it, or leaves the tables, is not the work of this', () => {
    expect(emptied('so', 'sout').isDone).toBe(false);
    expect(emptied('south', 'Betw').isDone).toBe(false);
  });
});

describe('what is copied from a cell', () => {
  const copied = (from: string, to: string): string[] => {
    const { anna } = selected(from, to);
    return (copiedCells(anna.state)?.content.content ?? []).map(textOf);
  };

  it('into one of the same table is a table of the cells that are covered', () => {
    expect(copied('no', 'wes')).toEqual(['north south | east west']);
    expect(copied('sum', 'ye')).toEqual(['summer | year']);
  });

  it('into one of another table is what is selected, as paragraphs', () => {
    expect(copied('sou', 'sum')).toEqual(['th', 'east', 'west', 'Between.', 'spring', 'sum']);
  });

  it('into one of another table holds a picture that stands between them', () => {
    const { anna } = selected('sou', 'sum');
    const { anchor, head } = anna.state.selection;
    const between = anna.state.doc.child(0).nodeSize + anna.state.doc.child(1).nodeSize;
    const picture = schema.node('figure', { id: 'picture00001', src: 'data:x' }, schema.text('a bridge'));
    anna.dispatch(anna.state.tr.insert(between, picture));
    anna.caret(anchor, head + picture.nodeSize);
    const kinds = (copiedCells(anna.state)?.content.content ?? []).map(({ type }) => type.name);
    expect(kinds).toEqual(['block', 'block', 'block', 'figure', 'block', 'block', 'block']);
  });

  it('and stays in it is the words', () => {
    expect(copied('so', 'sout')).toEqual([]);
  });
});
