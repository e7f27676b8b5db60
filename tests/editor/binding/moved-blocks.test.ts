import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { editorSchema as schema } from '#document/sequence/editor-schema.ts';
import { moveBlock, setKind, splitBlock } from '#lib/editor/binding/block-commands.ts';
import {
  caretBefore,
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

const anId = expect.stringMatching(/^[\w-]{12}$/) as unknown;

/** Shows that words stay in the block in which they are typed while a colleague moves it (docs/text-model.md). */
describe.each(clientOrders)('a block in which I write is moved by a colleague, and $order', ({ ids }) => {
  const open = (): TwoEditors => twoEditors(ids, ['The old town.', 'The new town.', 'The river.']);

  it('with words at several places of it', () => {
    const { anna, wei, exchange } = open();
    for (const [before, typed] of [
      ['The', ' very'],
      ['new', 'er'],
      ['town.', ' Yes.']
    ] as const) {
      caretBehind(anna, before === 'The' ? 'The old town.' : before === 'new' ? 'new' : 'newer town.');
      if (before === 'The') anna.caret(anna.state.selection.head + 2 + 3);
      anna.type(typed);
    }
    wei.run(moveBlock(1, 3));
    exchange();
    expect(wordsOf(wei)).toEqual(['The old town.', 'The river.', 'The very newer town. Yes.']);
    expect(idsOf(wei)).toEqual(['p1', 'p3', 'p2']);
  });

  it('with my caret in it, which goes along', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new');
    wei.run(moveBlock(1, 3));
    exchange();
    anna.type('er');
    exchange();
    expect(wordsOf(wei)).toEqual(['The old town.', 'The river.', 'The newer town.']);
  });

  it('which is the first of the text, and leaves no empty paragraph', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The old town.');
    anna.type(' Yes.');
    wei.run(moveBlock(0, 3));
    exchange();
    expect(wordsOf(wei)).toEqual(['The new town.', 'The river.', 'The old town. Yes.']);
  });

  it('with my selection in it, which goes along', () => {
    const { anna, wei, exchange } = open();
    selectWords(anna, 'new');
    wei.run(moveBlock(1, 3));
    exchange();
    anna.type('old');
    expect(wordsOf(anna)).toEqual(['The old town.', 'The river.', 'The old town.']);
  });

  it('behind an Enter of mine within it', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new');
    anna.type('er');
    anna.run(splitBlock);
    anna.type('port and');
    wei.run(moveBlock(1, 0));
    exchange();
    anna.type(' the');
    exchange();
    expect(wordsOf(wei)).toEqual(['The newer', 'port and the town.', 'The old town.', 'The river.']);
  });

  it('behind an Enter of mine at its end, which begins a block that stays', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new town.');
    anna.type(' Yes.');
    anna.run(splitBlock);
    anna.type('The port.');
    wei.run(moveBlock(1, 0));
    exchange();
    expect(wordsOf(wei)).toEqual(['The new town. Yes.', 'The old town.', 'The port.', 'The river.']);
  });

  it('with marks, a note and a kind', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new town.');
    anna.dispatch(
      anna.state.tr.insert(anna.state.selection.head, schema.text('bold', [schema.mark('bold')]))
    );
    const note = schema.node('note', { id: 'note00000001' }, schema.text('a note'));
    anna.dispatch(anna.state.tr.insert(anna.state.selection.head, note));
    anna.run(setKind('h2'));
    wei.run(moveBlock(1, 3));
    exchange();
    const moved = wei.state.doc.child(2);
    expect(moved.attrs['kind']).toBe('h2');
    expect(moved.textContent).toBe('The new town.bolda note');
    expect(moved.child(1).marks.map(({ type }) => type.name)).toEqual(['bold']);
    expect(moved.child(2).attrs['id']).toBe('note00000001');
  });

  it('and a dividing line that I inserted in it stays, with what I wrote behind it', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new');
    anna.type('er');
    anna.run(splitBlock);
    const line = schema.node('rule', { id: 'rule00000001' });
    const { $head } = anna.state.selection;
    anna.dispatch(anna.state.tr.insert($head.before(), line));
    anna.type('Yes.');
    wei.run(moveBlock(1, 0));
    exchange();
    expect(wordsOf(wei)).toEqual(['The newer town.', 'The old town.', 'rule', 'Yes.', 'The river.']);
  });

  it('twice, before my words reach the colleague', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new town.');
    anna.type(' Yes.');
    const state = Y.encodeStateVector(anna.doc);
    wei.run(moveBlock(1, 3));
    Y.applyUpdate(anna.doc, Y.encodeStateAsUpdate(wei.doc, state), 'network');
    expect(wordsOf(anna)).toEqual(['The old town.', 'The river.', 'The new town. Yes.']);
    wei.run(moveBlock(2, 0));
    exchange();
    expect(wordsOf(wei)).toEqual(['The new town. Yes.', 'The old town.', 'The river.']);
  });

  it('in one step with what the colleague wrote in it before and afterwards', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The new town.');
    anna.type(' Yes.');
    caretBefore(wei, 'The new town.');
    wei.type('Really? ');
    wei.run(moveBlock(1, 3));
    caretBehind(wei, 'The new');
    wei.type('er');
    exchange();
    expect(wordsOf(wei)).toEqual(['The old town.', 'The river.', 'Really? The newer town. Yes.']);
  });

  it('and undo takes back my words where they are now, and nothing else', () => {
    const { anna, wei, exchange } = open();
    caretBehind(anna, 'The old town.');
    anna.type('!');
    anna.history.boundary();
    caretBehind(anna, 'The new town.');
    anna.type(' Yes.');
    anna.history.boundary();
    anna.type(' No.');
    wei.run(moveBlock(1, 3));
    exchange();
    expect(wordsOf(anna)).toEqual(['The old town.!', 'The river.', 'The new town. Yes. No.']);
    anna.undo();
    expect(wordsOf(anna)).toEqual(['The old town.!', 'The river.', 'The new town. Yes.']);
    anna.undo();
    expect(wordsOf(anna)).toEqual(['The old town.!', 'The river.', 'The new town.']);
    anna.redo();
    exchange();
    expect(wordsOf(wei)).toEqual(['The old town.!', 'The river.', 'The new town. Yes.']);
  });

  it('while a third writes in it as well: each editor brings its own words along, once', () => {
    const { anna, wei, exchange } = open();
    const marta = editorOn(5, wei);
    caretBehind(anna, 'The new');
    anna.type('er');
    caretBehind(marta, 'The new town.');
    marta.type(' Yes.');
    wei.run(moveBlock(1, 0));
    exchangeAll([anna, wei, marta]);
    exchange();
    for (const editor of [anna, wei, marta])
      expect(wordsOf(editor)).toEqual(['The newer town. Yes.', 'The old town.', 'The river.']);
  });
});

describe('bringing words along', () => {
  it('takes no word of others with an Enter of mine, though what is left behind is as long as both borders', () => {
    const { anna, wei } = twoEditors([1, 2], ['The old town.', 'The river.']);
    const marta = editorOn(5, wei);
    caretBehind(marta, 'The');
    marta.type('r');
    send(marta, anna);
    caretBehind(anna, 'Ther old');
    anna.type('e');
    caretBehind(anna, 'olde to');
    anna.run(splitBlock);
    wei.run(moveBlock(0, 2));
    send(wei, anna);
    // Marta's page, which has not heard of the move, brings her letter along.
    expect(wordsOf(anna)).toEqual(['r', 'The river.', 'The olde to', 'wn.']);
    expect(idsOf(anna)).toEqual([null, 'p2', 'p1', anId]);
    for (const [from, to] of [
      [anna, marta],
      [marta, wei],
      [anna, wei],
      [wei, anna]
    ] as const)
      send(from, to);
    for (const editor of [anna, wei]) expect(wordsOf(editor)).toEqual(['The river.', 'Ther olde to', 'wn.']);
  });

  it('leaves my words in the next block, where it is from there that a colleague brings words along', () => {
    const { anna, wei } = twoEditors([1, 2], ['The old town.', '', 'The river.']);
    const [marta, jan] = [editorOn(5, wei), editorOn(6, wei)];
    caretBehind(anna, 'The old town.');
    anna.type(' Yes.');
    jan.caret(16);
    jan.type('The port.');
    send(jan, anna);
    // Both move the empty paragraph: Wei, whose copy stays, to the end, and Marta to the start.
    wei.run(moveBlock(1, 3));
    marta.run(moveBlock(1, 0));
    send(marta, anna);
    send(wei, anna);
    expect(wordsOf(anna)).toEqual(['', 'The old town. Yes.The port.', 'The river.', '']);
    // One update holds both: Jan brings the own words along, and Marta's copy goes.
    send(wei, jan);
    send(wei, marta);
    send(jan, marta);
    send(marta, anna);
    expect(wordsOf(anna)).toEqual(['The old town. Yes.', 'The river.', 'The port.']);
  });
});
