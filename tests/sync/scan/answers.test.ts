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
  allowsCell: cellRule(['a.b'], ['a.b']),
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

describe('the answers of a response', () => {
  const bounds = {
    passage: 1_000,
    blocks: 10,
    table: 12,
    parts: 20,
    answers: { cells: 6, records: 2, cellBytes: 100 }
  };
  const bounded = { ...rules, allowsCell: cellRule(['a.b', 'a.c'], ['a.b']), bounds };
  /** Checks a change to a response that holds cells already, which nobody checked. */
  function change(held: Readonly<Record<string, unknown>>, by: (map: Y.Map<unknown>) => void): UpdateCheck {
    const doc = new Y.Doc();
    for (const [key, value] of Object.entries(held)) doc.getMap(answersRoot).set(key, value);
    const before = [Y.encodeStateAsUpdate(doc)];
    const from = Y.encodeStateVector(doc);
    doc.transact(() => by(doc.getMap(answersRoot)));
    return checkUpdate(StructIndex.from(before), Y.encodeStateAsUpdate(doc, from), bounded, {
      userId: 'anna',
      ownerOf: () => 'anna'
    });
  }
  const cells = (count: number): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`a.c/value:m${n}`, n]));
  const records = (count: number): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`a.b/r${n}/$`, n]));
  const full = (of: string, size: number, limit: number): unknown => ({
    kind: 'too-large',
    excess: { of, size, limit }
  });
  const accepted = { kind: 'accepted' };

  test('hold so many values and no more, of all questions together', () => {
    expect(change(cells(5), (map) => map.set('a.c/value', 1))).toMatchObject(accepted);
    expect(change(cells(6), (map) => map.set('a.c/value', 1))).toEqual(full('answers', 7, 6));
    expect(change(cells(6), (map) => map.set('a.c/value:m1', 'another'))).toMatchObject(accepted);
  });

  test('hold so many records of one question and no more', () => {
    expect(change(records(1), (map) => map.set('a.b/next/$', 1))).toMatchObject(accepted);
    expect(change(records(2), (map) => map.set('a.b/next/$', 1))).toEqual(full('records', 3, 2));
    // Moving one that is there adds none, and removing one makes room.
    expect(change(records(2), (map) => map.set('a.b/r0/$', 7))).toMatchObject(accepted);
    expect(
      change(records(2), (map) => {
        map.delete('a.b/r1/$');
        map.set('a.b/next/$', 1);
      })
    ).toMatchObject(accepted);
  });

  test('hold no value that is larger than a field may be', () => {
    expect(change({}, (map) => map.set('a.c/value', 'x'.repeat(90)))).toMatchObject(accepted);
    expect(change({}, (map) => map.set('a.c/value', 'x'.repeat(200)))).toMatchObject({
      kind: 'too-large',
      excess: { of: 'value', limit: 100 }
    });
  });

  test('which hold too much already can be shortened, and corrected', () => {
    const held = { ...records(5), ...cells(5), 'a.c/value': 'x'.repeat(500) };
    expect(change(held, (map) => map.delete('a.b/r1/$'))).toMatchObject(accepted);
    expect(change(held, (map) => map.set('a.c/value', 'short'))).toMatchObject(accepted);
    expect(
      change(held, (map) => {
        map.delete('a.b/r0/$');
        map.delete('a.b/r1/$');
        map.set('a.b/next/$', 1);
      })
    ).toMatchObject(accepted);
    expect(change(held, (map) => map.set('a.b/next/$', 1))).toEqual(full('records', 6, 2));
  });

  test('have records only under questions that ask for records', () => {
    expect(change({}, (map) => map.set('a.b/r1/name.en', 'A name'))).toMatchObject(accepted);
    expect(change({}, (map) => map.set('a.c/r1/name.en', 'A name')).kind).toBe('unknown-content');
    expect(change({}, (map) => map.set('figures/r1/label.en', 'A figure'))).toMatchObject(accepted);
  });

  test('of thousands of records are refused at the first write beyond the limit', () => {
    const fill = (count: number, from: number) => (map: Y.Map<unknown>) => {
      for (let n = from; n < from + count; n++) {
        map.set(`a.b/r${n}/$`, n);
        map.set(`a.b/r${n}/name.en`, 'A name');
      }
    };
    const usual = { ...bounded, bounds: undefined };
    const doc = new Y.Doc();
    const known = new StructIndex();
    const write = (count: number, from: number): UpdateCheck => {
      const before = Y.encodeStateVector(doc);
      doc.transact(() => fill(count, from)(doc.getMap(answersRoot)));
      const verdict = checkUpdate(known, Y.encodeStateAsUpdate(doc, before), usual, {
        userId: 'anna',
        ownerOf: () => 'anna'
      });
      if (verdict.kind === 'accepted') known.integrate(verdict.resolved);
      return verdict;
    };
    expect(write(500, 0)).toMatchObject(accepted);
    expect(write(1_000, 500)).toEqual(full('records', 1_500, 500));
  });
});
