import { describe, expect, it } from 'vitest';
import { deleteSelection } from '#lib/editor/binding/block-commands.ts';
import { DuplicateRestores, type RestoredCopy } from '#lib/editor/binding/duplicate-restores.ts';
import { LocalChange } from '#lib/editor/binding/undo.ts';
import type { HeadlessEditor } from './headless-editor.ts';
import {
  blocksOf,
  caretBehind,
  clientOrders,
  selectWords,
  twoEditors,
  type TwoEditors
} from './two-editors.ts';

interface Watched {
  readonly editor: HeadlessEditor;
  readonly watch: DuplicateRestores;
  copies: readonly RestoredCopy[];
}

function watched(editor: HeadlessEditor): Watched {
  const one: { -readonly [K in keyof Watched]?: Watched[K] } = { editor, copies: [] };
  one.watch = new DuplicateRestores(editor.doc, editor.history.manager, (copies) => (one.copies = copies));
  return one as Watched;
}

/** Shows that words which two people deleted and both restored are noticed, by one of them (docs/text-model.md). */
describe.each(clientOrders)('words that two people deleted and both restore, and $order', ({ ids }) => {
  const open = (): { two: TwoEditors; both: Watched[] } => {
    const two = twoEditors(ids, ['one two three', 'four']);
    const both = [watched(two.anna), watched(two.wei)];
    for (const { editor } of both) {
      selectWords(editor, 'two three');
      editor.run(deleteSelection);
    }
    two.exchange();
    return { two, both };
  };

  it('are noticed by one of the two, who removes a copy, and undo brings it back', () => {
    const { two, both } = open();
    two.anna.undo();
    two.wei.undo();
    two.exchange();
    expect(blocksOf(two.anna)[0]).toBe('paragraph: one two threetwo three');
    const shown = both.filter(({ copies }) => copies.length > 0);
    expect(shown.map(({ copies }) => copies.map(({ content }) => content))).toEqual([['two three']]);
    expect(shown[0]?.editor.doc.clientID).toBe(Math.max(...ids));
    expect(shown[0]?.copies[0]?.other).toBe(Math.min(...ids));
    const { editor, watch } = shown[0] as Watched;
    editor.history.boundary();
    editor.doc.transact(() => watch.removeCopies(), new LocalChange(editor.binding));
    two.exchange();
    expect(blocksOf(two.wei)[0]).toBe('paragraph: one two three');
    expect(both.map(({ copies }) => copies)).toEqual([[], []]);
  });

  it('go with their blocks, where several were deleted', () => {
    const two = twoEditors(ids, ['one two', 'three four', 'five six']);
    const both = [watched(two.anna), watched(two.wei)];
    for (const { editor } of both) {
      editor.dispatch(editor.state.tr.delete(4, 27));
    }
    two.exchange();
    const [left] = blocksOf(two.anna);
    expect(left).not.toContain('three four');
    two.anna.undo();
    two.wei.undo();
    two.exchange();
    expect(two.anna.state.doc.textContent.split('three four')).toHaveLength(3);
    const { editor, watch } = both.find(({ copies }) => copies.length > 0) as Watched;
    editor.doc.transact(() => watch.removeCopies(), new LocalChange(editor.binding));
    two.exchange();
    expect(blocksOf(two.wei)).toEqual(['paragraph: one two', 'paragraph: three four', 'paragraph: five six']);
  });

  it('are noticed, too, where one undoes after seeing that the other did', () => {
    const { two, both } = open();
    two.anna.undo();
    two.exchange();
    expect(both.map(({ copies }) => copies)).toEqual([[], []]);
    two.wei.undo();
    two.exchange();
    expect(both.filter(({ copies }) => copies.length > 0)).toHaveLength(1);
  });

  it('are not noticed where the words stand once, or are no copy', () => {
    const { two, both } = open();
    two.anna.undo();
    two.exchange();
    caretBehind(two.wei, 'three');
    two.wei.type(' and other words');
    two.exchange();
    expect(both.map(({ copies }) => copies)).toEqual([[], []]);
  });
});
