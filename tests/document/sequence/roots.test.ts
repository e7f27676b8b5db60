/** Shows that a text is the same whether it was named before or after its updates arrived. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openText, parseRoot } from '#document/sequence/roots.ts';

/** Returns a replica of a line of which the first half is bold, and in which six single letters were deleted. */
function afterDeletions(open: (doc: Y.Doc) => Y.Text, places: readonly number[]): unknown {
  const writer = new Y.Doc();
  const line = writer.getText('a.en');
  line.insert(0, 'The city has published its plan.');
  line.format(0, 16, { bold: true });
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer));
  const text = open(doc);
  for (const at of places) text.delete(Math.min(at, text.length - 1), 1);
  return text.toDelta();
}

/** The same places for each number. */
function placesOf(seed: number): number[] {
  let state = seed * 2_654_435_761;
  return Array.from({ length: 6 }, (_, n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % (32 - n);
  });
}

function namedFirst(places: readonly number[]): unknown {
  const writer = new Y.Doc();
  const line = writer.getText('a.en');
  line.insert(0, 'The city has published its plan.');
  line.format(0, 16, { bold: true });
  const doc = new Y.Doc();
  const text = doc.getText('a.en');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer));
  for (const at of places) text.delete(Math.min(at, text.length - 1), 1);
  return text.toDelta();
}

describe('a text that is opened after its updates have arrived', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => placesOf(seed + 1));

  it('keeps its marks on the same letters as one that was opened before', () => {
    for (const places of seeds)
      expect(afterDeletions((doc) => openText(doc, 'a.en'), places)).toEqual(namedFirst(places));
  });

  it('would lose them if Yjs alone opened it', () => {
    const wrong = seeds.filter(
      (places) =>
        JSON.stringify(afterDeletions((doc) => doc.getText('a.en'), places)) !==
        JSON.stringify(namedFirst(places))
    );
    expect(wrong.length).toBeGreaterThan(0);
  });
});

describe('the name of a root', () => {
  const id = 'x'.repeat(80);
  it.each([
    ['governance.en', { kind: 'passage', section: 'governance', language: 'en' }],
    ['answer:1.2a:goals.zh', { kind: 'passage', section: 'answer:1.2a:goals', language: 'zh' }],
    ['cell/t/r~1/c', { kind: 'cell', table: 't', row: 'r~1', column: 'c' }],
    [`caption/${id}`, { kind: 'caption', figure: id }],
    ['note/n', { kind: 'note', note: 'n' }],
    ['attributes', { kind: 'attributes' }],
    ['answers', { kind: 'answers' }]
  ])('%s says what it holds', (name, root) => expect(parseRoot(name)).toEqual(root));

  it.each([
    '',
    'en',
    '.en',
    'body',
    'body.fr',
    'body.en ',
    'bo/dy.en',
    'bödy.en',
    `${'x'.repeat(161)}.en`,
    'cell/t/r',
    'cell/t/r/c/d',
    'cell/t//c',
    'cell/t/r/c.en',
    `note/${id}x`,
    'note/',
    'note/a b',
    'caption/a\n',
    'constructor'
  ])('%j names nothing that a document has', (name) => expect(parseRoot(name)).toBe(null));
});
