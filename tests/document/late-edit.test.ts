import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cellsOf, writeCells } from '#document/answers.ts';
import { laidAnswers, laidOn } from '#document/late-edit.ts';
import { restore } from '#document/stored-answers.ts';
import { isChange, withChosen } from '#rules/documents/text-diff.ts';
import { plainText } from '#base/plain.ts';
import { laidOnPresent } from '#document/tree/late-edit.ts';
import { migrate } from '#document/tree/migrate.ts';
import type { ContentNode } from '#base/content.ts';
import { copyOf, read, write } from '#kit/doc-passages.ts';
import { writeTree } from '#kit/tree-content.ts';

const paragraph = (id: string, text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text: text }]
});

function stage() {
  const frozen = new Y.Doc();
  write(
    frozen,
    [paragraph('a', 'First words'), paragraph('b', 'Second words'), paragraph('c', 'Third words')],
    'one'
  );
  const [late, live] = [copyOf(frozen), copyOf(frozen)];
  const before = Y.encodeStateVector(late);
  write(
    late,
    [paragraph('a', 'First late words'), paragraph('c', 'Third words'), paragraph('d', 'New words')],
    'one'
  );
  write(
    live,
    [paragraph('a', 'First words since'), paragraph('b', 'Second words'), paragraph('c', 'Third words')],
    'one'
  );
  return { live, update: Y.encodeStateAsUpdate(late, before), late, before };
}

describe('a late edit laid on the text of now', () => {
  it('keeps what others have written since', () => {
    const { live, update } = stage();
    const { changes, isMore } = laidOn(live, update, 'one');
    expect(changes.en.filter(isChange).map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'a changed',
      'b deleted',
      'd inserted'
    ]);
    expect(withChosen(changes.en, () => true)).toEqual([
      paragraph('a', 'First late words since'),
      paragraph('c', 'Third words'),
      paragraph('d', 'New words')
    ]);
    expect(isMore).toBe(false);
  });

  it('is taken over block by block, and leaves the rest as it is', () => {
    const { live, update } = stage();
    const { changes } = laidOn(live, update, 'one');
    const before = read(live, 'one');
    expect(withChosen(changes.en, () => false)).toEqual(before);
    expect(withChosen(changes.en, ({ id }) => id === 'd')).toEqual([...before, paragraph('d', 'New words')]);
  });

  it('tells that it reaches further than the section', () => {
    const { live, late, before } = stage();
    write(late, [paragraph('z', '另一节')], 'two', 'zh');
    expect(laidOn(live, Y.encodeStateAsUpdate(late, before), 'one').isMore).toBe(true);
  });

  it('changes the text itself in nothing', () => {
    const { live, update } = stage();
    let updates = 0;
    live.on('update', () => updates++);
    laidOn(live, update, 'one');
    expect(updates).toBe(0);
  });
});

describe('a late edit of a city’s answers', () => {
  it('is taken over with its texts and values, as an edit of the person who does it; what others wrote elsewhere stays', () => {
    const frozen = new Y.Doc();
    writeCells(frozen, { 'a.b/value': 'before', 'c.d/value': 'other' });
    const [late, live] = [copyOf(frozen), copyOf(frozen)];
    const before = Y.encodeStateVector(late);
    writeCells(late, { 'a.b/value': 'late', 'a.b/value@note': 'by phone' });
    const item = (id: string, words: string): ContentNode => ({
      type: 'listItem',
      content: [paragraph(id, words)]
    });
    const list = { type: 'bulletList', content: [item('q', '其一'), item('r', '其二')] };
    write(late, [paragraph('p', '尚在谈判'), list], 'answer:a.b', 'zh');
    writeCells(live, { 'c.d/value': 'since' });
    const update = Y.encodeStateAsUpdate(late, before);
    const laid = laidAnswers(live, update);
    expect(laid).toMatchObject({
      sections: [{ id: 'answer:a.b' }],
      questions: ['a.b'],
      cells: { 'a.b/value': 'late', 'a.b/value@note': 'by phone' }
    });
    const { undo } = restore(live, laid, 'test');
    expect(cellsOf(live)).toEqual({
      'a.b/value': 'late',
      'a.b/value@note': 'by phone',
      'c.d/value': 'since'
    });
    expect(plainText(read(live, 'answer:a.b', 'zh'))).toBe('尚在谈判\n其一\n其二');
    // Nothing is written under the client id of the late edit's author: the server would refuse that.
    expect(Y.decodeStateVector(Y.encodeStateVector(live)).has(late.clientID)).toBe(false);
    expect(laidAnswers(live, update)).toMatchObject({ sections: [], questions: [] });
    undo();
    expect(cellsOf(live)).toEqual({ 'a.b/value': 'before', 'c.d/value': 'since' });
  });
});

/** Stands for a text of the tree model, what somebody made of it, and the sequence that continues it. */
function oldStage() {
  const frozen = new Y.Doc();
  const list: ContentNode = {
    type: 'bulletList',
    attrs: { id: 'l' },
    content: ['eins', 'zwei'].map((id) => ({
      type: 'listItem',
      attrs: { id: `i-${id}` },
      content: [paragraph(id, `Item ${id}`)]
    }))
  };
  const table = (word: string): ContentNode => ({
    type: 'table',
    attrs: { id: 't' },
    content: [
      {
        type: 'tableRow',
        attrs: { id: 'r' },
        content: [
          { type: 'tableCell', attrs: { id: 'c1' }, content: [paragraph('t1', 'Budget')] },
          { type: 'tableCell', attrs: { id: 'c2' }, content: [paragraph('t2', word)] }
        ]
      }
    ]
  });
  const text = [paragraph('a', 'First words'), paragraph('b', 'Second words'), list, table('seven')];
  writeTree(frozen, 'one', 'en', text);
  writeCells(frozen, { 'a.b/value': 'before', 'c.d/value': 'other' });
  const late = new Y.Doc();
  Y.applyUpdate(late, Y.encodeStateAsUpdate(frozen));
  let client = 0;
  const { doc: live } = migrate(copyOf(frozen), { ownerOf: () => 'user1', newClient: () => ++client });
  const edited: ContentNode = {
    ...list,
    content: [...(list.content ?? []), { type: 'listItem', content: [paragraph('drei', 'Item drei')] }]
  };
  return { frozen, late, live, text, table, edited };
}
describe('a late edit that was made for a text of the tree model', () => {
  it('is laid on the text of now with what others wrote since, and touches nothing else', () => {
    const { frozen, late, live, table, edited } = oldStage();
    writeTree(late, 'one', 'en', [
      paragraph('a', 'First late words'),
      edited,
      table('eight'),
      paragraph('d', 'New words')
    ]);
    const now = read(live, 'one');
    write(live, [paragraph('a', 'First words since'), ...now.slice(1)], 'one');
    const update = laidOnPresent(frozen, late, live);
    const { changes, isMore } = laidOn(live, update, 'one');
    expect(changes.en.filter(isChange).map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'a changed',
      'b deleted',
      'eins changed',
      't changed',
      'd inserted'
    ]);
    expect(plainText(withChosen(changes.en, () => true)).split('\n')).toEqual([
      'First late words since',
      'Item eins',
      'Item zwei',
      'Item drei',
      'Budget',
      'eight',
      'New words'
    ]);
    expect(isMore).toBe(false);
    // The table keeps its columns, and with them the places of comments and what others write in its cells.
    const columns = (doc: Y.Doc): string[] =>
      [...doc.share.keys()].filter((root) => root.startsWith('cell/')).sort();
    const laid = copyOf(live);
    Y.applyUpdate(laid, update);
    expect(columns(laid)).toEqual(columns(live));
  });

  it('changes nothing once it was taken over', () => {
    const { frozen, late, live, text } = oldStage();
    writeTree(late, 'one', 'en', [paragraph('a', 'First late words'), ...text.slice(1)]);
    const { changes } = laidOn(live, laidOnPresent(frozen, late, live), 'one');
    write(
      live,
      withChosen(changes.en, () => true),
      'one'
    );
    const again = laidOn(live, laidOnPresent(frozen, late, live), 'one');
    expect(again.changes.en.some(isChange)).toBe(false);
  });

  it('is taken over with the answers that it changed, and leaves the others as they are now', () => {
    const { frozen, late, live } = oldStage();
    writeCells(late, { 'a.b/value': 'late' });
    writeTree(late, 'answer:a.b', 'zh', [paragraph('p', '尚在谈判')]);
    writeCells(live, { 'c.d/value': 'since' });
    const laid = laidAnswers(live, laidOnPresent(frozen, late, live));
    expect(laid).toMatchObject({
      sections: [{ id: 'answer:a.b', zh: [paragraph('p', '尚在谈判')] }],
      questions: ['a.b'],
      cells: { 'a.b/value': 'late' }
    });
    restore(live, laid, 'test');
    expect(cellsOf(live)).toEqual({ 'a.b/value': 'late', 'c.d/value': 'since' });
    expect(laidAnswers(live, laidOnPresent(frozen, late, live))).toMatchObject({
      sections: [],
      questions: []
    });
  });
});
