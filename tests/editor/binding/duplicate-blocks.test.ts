import { describe, expect, it } from 'vitest';
import { openText } from '#document/sequence/roots.ts';
import { structureIdOf } from '#document/writer-ids.ts';
import { deleteSelection, moveBlock, setKind } from '#lib/editor/binding/block-commands.ts';
import {
  keepAsBlock,
  markerOfCopy,
  DuplicateBlockWatch,
  type DuplicateBlock
} from '#lib/editor/binding/duplicate-blocks.ts';
import { LocalChange } from '#lib/editor/binding/undo.ts';
import { root, type HeadlessEditor } from './headless-editor.ts';
import {
  blocksOf,
  caretBehind,
  clientOrders,
  idsOf,
  selectWords,
  twoEditors,
  wordsOf,
  type TwoEditors
} from './two-editors.ts';

/** Follows what a person is shown. */
function watched({ doc }: HeadlessEditor): { now: readonly DuplicateBlock[]; calls: number } {
  const one: ReturnType<typeof watched> = { now: [], calls: 0 };
  new DuplicateBlockWatch(openText(doc, root), (found) => {
    one.now = found;
    one.calls += 1;
  });
  return one;
}

/** Shows that a block which two people moved and changed at once is told to both (docs/text-model.md). */
describe.each(clientOrders)('a block that two people moved and changed at once, and $order', ({ ids }) => {
  const open = (): TwoEditors => twoEditors(ids, ['The old town.', 'The new town.', 'The river.']);
  const words: Record<number, string> = { [ids[0]]: ' town.', [ids[1]]: 'The new ' };

  function moveAndChange({ anna, wei, exchange }: TwoEditors): void {
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    selectWords(anna, 'The new');
    anna.run(deleteSelection);
    selectWords(wei, 'town.');
    wei.run(deleteSelection);
    exchange();
  }

  it('is told to both, each copy with its words, the first one being the same for both', () => {
    const two = open();
    const both = [watched(two.anna), watched(two.wei)];
    moveAndChange(two);
    const order = ids.toSorted((a, b) => a - b);
    for (const { now } of both)
      expect(now.map(({ id, first, second }) => [id, first.words, second.words])).toEqual([
        ['p2', ...order.map((client) => words[client])]
      ]);
    expect(both[0]?.now).toEqual(both[1]?.now);
    expect(both[0]?.now[0]?.first.client).toBe(structureIdOf(order[0] ?? 0));
  });

  it('is told to a page that is opened later, with the words as they are now', () => {
    const two = open();
    moveAndChange(two);
    const late = watched(two.anna);
    expect(late.now).toHaveLength(1);
    caretBehind(two.wei, 'The new ');
    two.wei.type('gate.');
    two.exchange();
    expect([late.now[0]?.first.words, late.now[0]?.second.words]).toContain('The new gate.');
  });

  it.each(['first', 'second'] as const)('is one again when anybody deletes the %s', (which) => {
    const two = open();
    const both = [watched(two.anna), watched(two.wei)];
    moveAndChange(two);
    const { anna } = two;
    const copy = both[0]?.now[0]?.[which];
    const range = copy ? anna.binding.rangeOf(markerOfCopy(anna.doc, copy)) : null;
    anna.history.boundary();
    anna.dispatch(anna.state.tr.delete((range?.from ?? 0) - 1, (range?.to ?? 0) + 1));
    two.exchange();
    expect(wordsOf(two.wei)).toHaveLength(3);
    expect(wordsOf(two.wei)).not.toContain(copy?.words);
    expect(both.map(({ now }) => now)).toEqual([[], []]);
    anna.undo();
    two.exchange();
    expect(both.map(({ now }) => now.length)).toEqual([1, 1]);
  });

  it('becomes two blocks when both are kept, of which undo makes one again', () => {
    const two = open();
    const { anna, wei } = two;
    wei.run(setKind('h2'));
    const both = [watched(anna), watched(wei)];
    moveAndChange(two);
    const before = blocksOf(anna);
    const found = both[1]?.now[0];
    wei.doc.transact(
      () => found && keepAsBlock(wei.doc, found.second, () => 'new000000001'),
      new LocalChange(wei.binding)
    );
    two.exchange();
    expect(blocksOf(anna)).toEqual(before);
    expect(idsOf(anna).toSorted()).toEqual(['new000000001', 'p1', 'p2', 'p3']);
    expect(both.map(({ now }) => now)).toEqual([[], []]);
    wei.undo();
    two.exchange();
    expect(both.map(({ now }) => now.length)).toEqual([1, 1]);
  });

  it('is not told where nobody changed it, and letters are not looked at', () => {
    const two = open();
    const both = [watched(two.anna), watched(two.wei)];
    two.anna.run(moveBlock(1, 3));
    two.wei.run(moveBlock(1, 0));
    two.exchange();
    caretBehind(two.anna, 'The new');
    two.anna.type('er');
    two.exchange();
    expect(wordsOf(two.anna)).toHaveLength(3);
    expect(both.map(({ calls }) => calls)).toEqual([0, 0]);
  });
});
