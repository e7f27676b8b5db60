/**
 * Tests what is allowed under the root of a response's answers: values in the cells that the framework has,
 * and nothing else.
 */
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { answersRoot } from '#document/answer-cells.ts';
import { cellRule } from '#document/answers.ts';
import { checkUpdate, type UpdateCheck } from '../../../server/sync/rooms/update-check.ts';
import { StructIndex } from '../../../server/sync/scan/struct-index.ts';

const rules = {
  allowsRoot: (name: string) => ['governance.en', answersRoot].includes(name),
  allowsCell: cellRule(['a.b']),
  narrative: true
};

function check(write: (doc: Y.Doc) => void, before: Uint8Array[] = []): UpdateCheck {
  const doc = new Y.Doc();
  for (const part of before) Y.applyUpdate(doc, part);
  const from = Y.encodeStateVector(doc);
  doc.transact(() => write(doc));
  return checkUpdate(StructIndex.from(before), Y.encodeStateAsUpdate(doc, from), rules, {
    userId: 'anna',
    ownerOf: () => undefined
  });
}

describe('cells of answers', () => {
  test.each([
    ['words', 'a.b/value', 'yes'],
    ['a number', 'figures/gdp/value', 12.5],
    ['money', 'a.b/value', { amount: 3, currency: 'CNY' }],
    ['tags', 'a.b/r1/kinds', ['one', { en: 'Own', zh: '自有' }]]
  ])('take %s', (_, key, value) => {
    expect(check((doc) => doc.getMap(answersRoot).set(key, value)).kind).toBe('accepted');
  });

  test('take a second value in place of the first, and none', () => {
    const first = new Y.Doc();
    first.getMap(answersRoot).set('a.b/value', 'yes');
    const before = [Y.encodeStateAsUpdate(first)];
    expect(check((doc) => doc.getMap(answersRoot).set('a.b/value', 'no'), before).kind).toBe('accepted');
    expect(check((doc) => doc.getMap(answersRoot).delete('a.b/value'), before).kind).toBe('accepted');
  });

  test.each(['a.c/value', 'nonsense', 'a.b/value.fr', 'a.b/r1/../x'])('there is no cell %j', (key) => {
    expect(check((doc) => doc.getMap(answersRoot).set(key, 1)).kind).toBe('unknown-content');
  });

  test('hold no types, no bytes and no sequence', () => {
    expect(check((doc) => doc.getMap(answersRoot).set('a.b/value', new Y.Map())).kind).toBe('malformed');
    expect(check((doc) => doc.getMap(answersRoot).set('a.b/value', new Uint8Array([1]))).kind).toBe(
      'malformed'
    );
    expect(check((doc) => doc.getArray(answersRoot).insert(0, ['yes'])).kind).toBe('malformed');
    expect(
      check((doc) => doc.getXmlFragment(answersRoot).insert(0, [new Y.XmlElement('paragraph')])).kind
    ).toBe('malformed');
  });

  test('are under their own root only', () => {
    expect(check((doc) => doc.getMap('governance.en').set('a.b/value', 'yes')).kind).toBe('malformed');
  });
});
