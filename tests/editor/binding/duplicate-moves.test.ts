import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { deleteSelection, moveBlock, setKind } from '#lib/editor/binding/block-commands.ts';
import {
  caretBehind,
  clientOrders,
  editorOn,
  exchangeAll,
  idsOf,
  selectWords,
  send,
  twoEditors,
  wordsOf,
  type TwoEditors
} from './two-editors.ts';

/** Shows that a block which two people move at once stands once, and that no word of it is lost (docs/text-model.md). */
describe.each(clientOrders)('a block that a colleague and I move at once, and $order', ({ ids }) => {
  const open = (): TwoEditors => twoEditors(ids, ['The old town.', 'The new town.', 'The river.']);
  const isFirst = ids[0] < ids[1];
  const atEnd = ['The old town.', 'The river.', 'The new town.'];
  const atStart = ['The new town.', 'The old town.', 'The river.'];

  it('stands once, where the person with the smaller client id moved it', () => {
    const { anna, wei, exchange } = open();
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    exchange();
    expect(wordsOf(wei)).toEqual(isFirst ? atEnd : atStart);
    expect(new Set(idsOf(anna))).toEqual(new Set(['p1', 'p2', 'p3']));
  });

  it('with what each wrote in it before and afterwards', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new town.');
    anna.type(' Yes.');
    exchange();
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    caretBehind(anna, 'The new');
    anna.type('er');
    caretBehind(wei, 'The new town. Yes.');
    wei.type(' No.');
    exchange();
    const now = 'The newer town. Yes. No.';
    expect(wordsOf(wei)).toEqual(
      [...atEnd, ...atStart]
        .slice(isFirst ? 0 : 3)
        .slice(0, 3)
        .map((one) => (one === 'The new town.' ? now : one))
    );
  });

  it('with my caret in it, which goes along', () => {
    const { anna, wei, exchange } = open();
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    caretBehind(anna, 'The new');
    caretBehind(wei, 'The new town.');
    exchange();
    anna.type('er');
    wei.type(' Yes.');
    exchange();
    expect(wordsOf(anna)).toContain('The newer town. Yes.');
    expect(wordsOf(anna)).toHaveLength(3);
  });

  it('with a kind, marks and a note', () => {
    const { anna, wei, exchange } = open();
    selectWords(anna, 'new');
    const { from, to } = anna.state.selection;
    anna.dispatch(anna.state.tr.addMark(from, to, schema.mark('bold')));
    caretBehind(anna, 'new town.');
    const note = schema.node('note', { id: 'note00000001' }, schema.text('a note'));
    anna.dispatch(anna.state.tr.replaceSelectionWith(note, false));
    exchange();
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    wei.run(setKind('h2'));
    exchange();
    const block = [...wei.state.doc.children].find(({ attrs }) => attrs['id'] === 'p2');
    expect(wei.state.doc.textContent.split('a note')).toHaveLength(2);
    expect([...(block?.children ?? [])].map(({ marks }) => marks.length)).toEqual([0, 1, 0, 0]);
  });

  it('stands twice where words in it differ, until people decide', () => {
    const { anna, wei, exchange } = open();
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    for (const editor of [anna, wei]) {
      selectWords(editor, editor === anna ? 'The new' : 'town.');
      editor.run(deleteSelection);
    }
    exchange();
    expect(wordsOf(anna)).toHaveLength(4);
    expect(wordsOf(anna).join('|')).toMatch(/The new \|.*\| town\.$/);
  });

  it.each(['after', 'before'] as const)('stands twice where one deleted words %s the move', (when) => {
    const { anna, wei, exchange } = open();
    anna.run(moveBlock(1, 3));
    if (when === 'after') wei.run(moveBlock(1, 0));
    selectWords(wei, 'new town.');
    wei.run(deleteSelection);
    if (when === 'before') wei.run(moveBlock(1, 0));
    exchange();
    expect(wordsOf(anna)).toEqual(['The ', 'The old town.', 'The river.', 'The new town.']);
  });

  it('stands once when the other deletes the same words', () => {
    const { anna, wei, exchange } = open();
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    selectWords(wei, ' town.');
    wei.run(deleteSelection);
    exchange();
    const { doc } = anna.state;
    const moved = doc.content.size - (doc.lastChild?.nodeSize ?? 0) + 1 + 'The new'.length;
    anna.caret(moved, moved + ' town.'.length);
    anna.run(deleteSelection);
    exchange();
    expect(wordsOf(wei).toSorted()).toEqual(['The new', 'The old town.', 'The river.']);
  });

  it('is a dividing line, and stands once', () => {
    const { anna, wei, exchange } = open();
    anna.dispatch(anna.state.tr.insert(0, schema.node('rule', { id: 'rule00000001' })));
    exchange();
    anna.run(moveBlock(0, 4));
    wei.run(moveBlock(0, 2));
    exchange();
    expect(wordsOf(wei).filter((one) => one === 'rule')).toHaveLength(1);
  });

  it('stays where it is when either undoes the own move, and no word is lost', () => {
    for (const who of ['anna', 'wei'] as const) {
      const two = open();
      two.anna.run(moveBlock(1, 3));
      two.wei.run(moveBlock(1, 0));
      two.exchange();
      two[who].undo();
      two.exchange();
      expect(wordsOf(two.anna).filter((one) => one === 'The new town.')).toHaveLength(1);
      expect(wordsOf(two.anna)).toHaveLength(3);
    }
  });

  it('while a third moves it, too, and a fourth writes in it', () => {
    const { anna, wei } = open();
    const [marta, jan] = [editorOn(5, wei), editorOn(6, wei)];
    anna.run(moveBlock(1, 3));
    wei.run(moveBlock(1, 0));
    marta.run(moveBlock(1, 3));
    caretBehind(jan, 'The new town.');
    jan.type(' Yes.');
    const all = [anna, wei, marta, jan];
    exchangeAll(all);
    for (const editor of all) {
      expect(wordsOf(editor).toSorted()).toEqual(['The new town. Yes.', 'The old town.', 'The river.']);
    }
  });

  it('while a third moves the copy that stays, and hears of the other one before it goes', () => {
    const { anna, wei } = open();
    const marta = editorOn(5, wei);
    const [first, second] = isFirst ? [anna, wei] : [wei, anna];
    first.run(moveBlock(1, 3));
    second.run(moveBlock(1, 0));
    const other = Y.encodeStateAsUpdate(second.doc);
    send(first, marta);
    marta.run(moveBlock(2, 1));
    send(first, second);
    Y.applyUpdate(marta.doc, other, 'network');
    exchangeAll([anna, wei, marta]);
    for (const editor of [anna, wei, marta])
      expect(wordsOf(editor)).toEqual(['The old town.', 'The new town.', 'The river.']);
  });
});
