import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writeContent } from '#document/content-write.ts';
import { nodesOf } from '#document/content.ts';
import { cellsOf, writeCells } from '#document/answers.ts';
import { laidAnswers, laidOn } from '#document/late-edit.ts';
import { restore } from '#document/stored-answers.ts';
import { isChange, withChosen } from '#domain/text-diff.ts';
import type { ContentNode } from '#domain/version.ts';

const paragraph = (id: string, text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text: text }]
});

/** Loads the frozen text into a document of its own. */
function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function stage() {
  const frozen = new Y.Doc();
  writeContent(frozen.getXmlFragment('one.en'), [
    paragraph('a', 'First words'),
    paragraph('b', 'Second words'),
    paragraph('c', 'Third words')
  ]);
  const [late, live] = [copyOf(frozen), copyOf(frozen)];
  const before = Y.encodeStateVector(late);
  writeContent(late.getXmlFragment('one.en'), [
    paragraph('a', 'First late words'),
    paragraph('c', 'Third words'),
    paragraph('d', 'New words')
  ]);
  writeContent(live.getXmlFragment('one.en'), [
    paragraph('a', 'First words since'),
    paragraph('b', 'Second words'),
    paragraph('c', 'Third words')
  ]);
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
    const before = nodesOf(live.getXmlFragment('one.en'));
    expect(withChosen(changes.en, () => false)).toEqual(before);
    expect(withChosen(changes.en, ({ id }) => id === 'd')).toEqual([...before, paragraph('d', 'New words')]);
  });

  it('tells that it reaches further than the section', () => {
    const { live, late, before } = stage();
    writeContent(late.getXmlFragment('two.zh'), [paragraph('z', '另一节')]);
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
    writeContent(late.getXmlFragment('answer:a.b.zh'), [paragraph('p', '尚在谈判')]);
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
    expect(live.getXmlFragment('answer:a.b.zh').toJSON()).toContain('尚在谈判');
    // Nothing is written under the client id of the late edit's author: the server would refuse that.
    expect(Y.decodeStateVector(Y.encodeStateVector(live)).has(late.clientID)).toBe(false);
    expect(laidAnswers(live, update)).toMatchObject({ sections: [], questions: [] });
    undo();
    expect(cellsOf(live)).toEqual({ 'a.b/value': 'before', 'c.d/value': 'since' });
  });
});
