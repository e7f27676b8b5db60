import { describe, expect, it } from 'vitest';
import { joinBackward, setKind, splitBlock } from '#lib/editor/binding/block-commands.ts';
import {
  blocksOf,
  caretBefore,
  caretBehind,
  clientOrders,
  twoEditors,
  type TwoEditors
} from './two-editors.ts';

/** Shows that undo takes back what a person did, and nothing of others (docs/text-model.md). */
describe.each(clientOrders)('undo takes back only own acts, and $order', ({ ids }) => {
  const open = (): TwoEditors => twoEditors(ids, ['one two', 'three four']);

  it('undoes and redoes an own split while a colleague writes in the second half', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'one');
    anna.run(splitBlock);
    exchange();
    caretBehind(wei, ' two');
    wei.type(' more');
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(anna)).toEqual(['paragraph: one two more', 'paragraph: three four']);
    anna.redo();
    exchange();
    expect(blocksOf(wei)).toEqual(['paragraph: one', 'paragraph:  two more', 'paragraph: three four']);
  });

  it('undoes an own join after a colleague wrote at the seam and changed the kind', () => {
    const { anna, wei, exchange } = open();
    caretBefore(anna, 'three');
    anna.run(joinBackward);
    exchange();
    caretBehind(wei, 'one two');
    wei.type(' and');
    wei.run(setKind('h2'));
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(anna)).toHaveLength(2);
    expect(blocksOf(anna).join(' | ')).toContain('h2: one two');
    expect(anna.state.doc.textContent).toBe('one two andthree four');
  });

  it('keeps the kind that a colleague gave to a block whose join is undone', () => {
    const { anna, wei, exchange } = open();
    caretBefore(anna, 'three');
    anna.run(joinBackward);
    caretBefore(wei, 'three');
    wei.run(setKind('h3'));
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(anna)).toEqual(['paragraph: one two', 'h3: three four']);
  });

  it('brings back a deleted block with what a colleague wrote in it', () => {
    const { anna, wei, exchange } = open();
    const size = anna.state.doc.child(0).nodeSize;
    anna.dispatch(anna.state.tr.delete(size, size + anna.state.doc.child(1).nodeSize));
    caretBehind(wei, 'three');
    wei.type('!');
    exchange();
    expect(blocksOf(wei)).toEqual(['paragraph: one two!']);
    anna.undo();
    exchange();
    expect(anna.state.doc.childCount).toBe(2);
    expect(anna.state.doc.textContent.replace('!', '')).toBe('one twothree four');
    expect(anna.state.doc.textContent).toContain('!');
  });

  it('leaves the kind that a colleague gave after the own change', () => {
    const { anna, wei, exchange } = open();
    caretBefore(anna, 'one');
    anna.run(setKind('h2'));
    exchange();
    caretBefore(wei, 'one');
    wei.run(setKind('h4'));
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(anna)[0]).toBe('h4: one two');
  });

  it('undoes an own split whose marker a colleague deleted', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'one');
    anna.run(splitBlock);
    exchange();
    caretBefore(wei, ' two');
    wei.run(joinBackward);
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(anna)).toEqual(['paragraph: one two', 'paragraph: three four']);
  });

  it('takes back own words and leaves those of a colleague between them', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'one');
    anna.type(' own words');
    exchange();
    caretBehind(wei, 'own');
    wei.type(' foreign');
    exchange();
    anna.undo();
    exchange();
    expect(blocksOf(anna)[0]).toBe('paragraph: one foreign two');
  });

  it('makes each structural act a step of its own', () => {
    const { anna } = open();
    caretBehind(anna, 'one');
    anna.type('!');
    anna.run(splitBlock);
    anna.type('?');
    anna.undo();
    expect(blocksOf(anna).slice(0, 2)).toEqual(['paragraph: one!', 'paragraph:  two']);
    anna.undo();
    expect(blocksOf(anna)[0]).toBe('paragraph: one! two');
    anna.undo();
    expect(blocksOf(anna)[0]).toBe('paragraph: one two');
  });

  it('returns the caret to where the act began', () => {
    const { anna } = open();
    caretBehind(anna, 'one');
    const before = anna.state.selection.head;
    anna.type(' and');
    anna.caret(14);
    anna.undo();
    expect(anna.state.selection.head).toBe(before);
  });
});
