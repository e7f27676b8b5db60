/** Promise: of each change of an answer it is known who made it, when, and what stood there before. Shows R240. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { AnswerHistory, cellItems, cellWrites, joinItems } from '#document/answer-history.ts';
import { answersIn } from '#document/answers.ts';
import { renumber } from '#document/renumber.ts';
import type { FieldValue } from '#rules/framework/record.ts';

const key = 'strategy.vision/value';

function logOf(...docs: readonly Y.Doc[]) {
  const updates: Uint8Array[] = [];
  for (const doc of docs) doc.on('update', (update: Uint8Array) => updates.push(update));
  return updates;
}
/** Reads the history of a log as one line for each change, the oldest first. */
function historyOf(updates: readonly Uint8Array[], present = updates, questions = ['strategy.vision']) {
  const doc = new Y.Doc();
  for (const update of present) Y.applyUpdate(doc, update);
  const history = new AnswerHistory();
  for (const { at, ...writes } of cellWrites(updates, cellItems(doc, new Set(questions))))
    history.add(writes, { userId: String(at), at: '' });
  return history.changes
    .map(({ userId, change }) =>
      change.values.map(
        ({ before, after }) => `${userId}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`
      )
    )
    .toReversed()
    .flat();
}
const set = (doc: Y.Doc, value: FieldValue): void => void answersIn(doc).set(key, value);

describe('the history of an answer', () => {
  it('holds each value with the one before, also one that was removed', () => {
    const doc = new Y.Doc();
    const updates = logOf(doc);
    set(doc, 'Green');
    doc.getText('other').insert(0, 'prose');
    set(doc, 'Green and fair');
    answersIn(doc).delete(key);
    set(doc, 7);
    expect(historyOf(updates)).toEqual([
      '0: undefined → "Green"',
      '2: "Green" → "Green and fair"',
      '3: "Green and fair" → undefined',
      '4: undefined → 7'
    ]);
    // A snapshot without what was deleted still knows to which cell each value of the log belonged.
    const whole = new Y.Doc();
    for (const update of updates) Y.applyUpdate(whole, update);
    expect(historyOf(updates, [Y.encodeStateAsUpdate(whole)])).toEqual(historyOf(updates));
  });

  it('follows the value that counts where two people set it at once, and passes over the other', () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    [one.clientID, other.clientID] = [2, 1];
    const updates = logOf(one, other);
    set(one, 'of the one');
    set(other, 'of the other');
    const doc = new Y.Doc();
    for (const update of updates) Y.applyUpdate(doc, update);
    const last = historyOf(updates).at(-1);
    expect(last).toContain(`→ ${JSON.stringify(answersIn(doc).get(key))}`);
  });

  it('is of the questions that are asked for, and sees no prose', () => {
    const doc = new Y.Doc();
    const updates = logOf(doc);
    set(doc, 'Green');
    answersIn(doc).set('stakeholders.who/value', 'Everybody');
    expect(historyOf(updates, updates, ['stakeholders.who'])).toEqual(['1: undefined → "Everybody"']);
    expect(historyOf(updates, updates, ['funding.who'])).toEqual([]);
  });

  it.each([
    ['with what the copy began with', true],
    ['also where that is not stored any more', false]
  ])('goes on in a renumbered copy, %s', (_, isStored) => {
    const first = new Y.Doc();
    const before = logOf(first);
    set(first, 'Green');
    set(first, 'Green and fair');
    const { doc: copy } = renumber(first);
    const began = Y.encodeStateAsUpdate(copy);
    const after = logOf(copy);
    answersIn(copy).delete(key);
    set(copy, 'Fair');
    const items = joinItems([first, first, copy].map((doc) => cellItems(doc, new Set(['strategy.vision']))));
    const history = new AnswerHistory();
    for (const [by, updates] of [
      ['before', before],
      [null, isStored ? [began] : []],
      ['after', after]
    ] as const)
      for (const writes of cellWrites(updates, items))
        history.add(writes, by === null ? null : { userId: by, at: '' });
    expect(
      history.changes
        .toReversed()
        .flatMap(({ userId, change }) =>
          change.values.map(
            ({ before: old, after: now }) => `${userId}: ${JSON.stringify(old)} → ${JSON.stringify(now)}`
          )
        )
    ).toEqual([
      'before: undefined → "Green"',
      'before: "Green" → "Green and fair"',
      'after: "Green and fair" → undefined',
      'after: undefined → "Fair"'
    ]);
  });
});
