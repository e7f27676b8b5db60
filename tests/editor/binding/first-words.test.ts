import { Fragment, Slice } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { paste, setKind } from '#lib/editor/binding/block-commands.ts';
import { blocksOf, clientOrders, expectShown, idsOf, twoEditors } from './two-editors.ts';

const anId = expect.stringMatching(/^[\w-]{12}$/) as unknown;

/** Shows that the first block of an empty text has an id from its first letter on (docs/text-model.md). */
describe.each(clientOrders)('the first words of an empty text, where $order', ({ ids }) => {
  it('stand in a block with an id that both people see', () => {
    const { anna, wei, exchange } = twoEditors(ids, []);
    anna.caret(1);
    anna.type('a');
    anna.type('b');
    exchange();
    expect(blocksOf(wei)).toEqual(['paragraph: ab']);
    expect(idsOf(wei)).toEqual([anId]);
  });

  it('of two people at once are two blocks', () => {
    const { anna, wei, exchange } = twoEditors(ids, []);
    for (const [editor, words] of [
      [anna, 'The old town.'],
      [wei, 'The new town.']
    ] as const)
      for (const letter of words) editor.type(letter);
    exchange();
    expect(blocksOf(anna).toSorted()).toEqual(['paragraph: The new town.', 'paragraph: The old town.']);
    expect(idsOf(anna)).toEqual([anId, anId]);
  });

  it('are taken back with their block by undo, and come back', () => {
    const { anna, exchange } = twoEditors(ids, []);
    anna.caret(1);
    anna.type('a');
    anna.undo();
    exchange();
    expect(blocksOf(anna)).toEqual(['paragraph: ']);
    expect(idsOf(anna)).toEqual([null]);
    anna.redo();
    exchange();
    expect(blocksOf(anna)).toEqual(['paragraph: a']);
    expect(idsOf(anna)).toEqual([anId]);
  });

  it('keep the block as it is drawn while they are composed, and give it its id afterwards', () => {
    const { anna, wei, exchange } = twoEditors(ids, []);
    anna.caret(1);
    anna.composing = true;
    anna.type('n');
    anna.type('i');
    anna.dispatch(anna.state.tr.insertText('你', 1, 3));
    expect(anna.followed).toEqual([]);
    expect(idsOf(anna)).toEqual([null]);
    anna.composing = false;
    anna.binding.settle();
    exchange();
    expect(blocksOf(wei)).toEqual(['paragraph: 你']);
    expect(idsOf(wei)).toEqual([anId]);
    expect(idsOf(anna)).toEqual(idsOf(wei));
  });

  it('are pasted into a block with an id, and keep their kind', () => {
    const { anna, wei, exchange } = twoEditors(ids, []);
    anna.caret(1);
    anna.run(paste(new Slice(Fragment.from(schema.text('pasted')), 0, 0)));
    anna.run(setKind('h2'));
    exchange();
    expect(blocksOf(wei)).toEqual(['h2: pasted']);
    expect(idsOf(wei)).toEqual([anId]);
    expectShown(anna);
  });

  it('stand in a block that is split by what is pasted: its second half is another block', () => {
    const { anna, wei, exchange } = twoEditors(ids, []);
    anna.caret(1);
    anna.type('ab');
    anna.caret(2);
    anna.run(paste(new Slice(Fragment.from(schema.node('block', null, schema.text('pasted'))), 0, 0)));
    exchange();
    expect(blocksOf(wei)).toEqual(['paragraph: a', 'paragraph: pasted', 'paragraph: b']);
    expect(new Set(idsOf(wei)).size).toBe(3);
  });
});
