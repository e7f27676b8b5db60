/**
 * Tests what a text may hold whose passages are sequences: strings, marks and embeds of known shapes in root
 * texts, plain values under known keys in the map of attributes, and nothing else anywhere.
 */
import * as encoding from 'lib0/encoding';
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { answersRoot } from '#document/answer-cells.ts';
import { cellRule } from '#document/answers.ts';
import {
  attributeKey,
  attributesRoot,
  captionRoot,
  cellAttributeKey,
  cellRoot,
  lineAttributeKey,
  lineKey,
  noteRoot,
  placeKey,
  passageRoot
} from '#document/sequence/shapes.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { openText } from '#document/sequence/roots.ts';
import { writeFlat } from '#document/sequence/write.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { crafted, malformed } from '#kit/malformed-updates.ts';
import { checkUpdate, type UpdateCheck } from '#server/sync/rooms/update-check.ts';
import { ReaderOutline } from '#server/sync/scan/reader-outline.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { counter, passages, withIds } from '../../document/sequence/random-trees.ts';
import { everyBlock } from './every-block.ts';

const root = passageRoot('strategy', 'en');
const rules = {
  allowsRoot: (name: string) => [root, passageRoot('smart-city-strategy', 'zh'), answersRoot].includes(name),
  allowsCell: cellRule(['a.b'], ['a.b']),
  narrative: true,
  text: 'sequence' as const
};
const author = { userId: 'anna', ownerOf: () => undefined };

const check = (update: Uint8Array, known = new StructIndex()): UpdateCheck =>
  checkUpdate(known, update, rules, author);
const written = (write: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc();
  doc.transact(() => write(doc));
  return Y.encodeStateAsUpdate(doc);
};
const embedding = (embed: object): Uint8Array =>
  written((doc) => {
    doc.getText(root).insert(0, 'words');
    doc.getText(root).insertEmbed(2, embed);
  });
const marking = (name: string, value: unknown): Uint8Array =>
  written((doc) => {
    doc.getText(root).insert(0, 'words');
    doc.getText(root).format(1, 2, { [name]: value });
  });
const setting = (key: string, value: unknown): Uint8Array =>
  written((doc) => doc.getMap(attributesRoot).set(key, value));
const pixel = 'data:image/png;base64,iVBORw0KGgo=';

const known: [string, Uint8Array][] = [
  ['words in a passage', written((doc) => doc.getText(root).insert(0, '智慧城市 \n'))],
  ['words in a cell', written((doc) => doc.getText(cellRoot('t1', 'r_1', 'c~1')).insert(0, 'words'))],
  ['words in a caption', written((doc) => doc.getText(captionRoot('f1')).insert(0, 'words'))],
  ['words in a note', written((doc) => doc.getText(noteRoot('n1')).insert(0, 'words'))],
  ['a block', embedding({ block: 'b1' })],
  [
    'a block with all that it can be born with',
    embedding({
      block: 'b1',
      kind: 'h2',
      list: 'ordered',
      indent: 8,
      quote: 4,
      start: 7,
      apart: true,
      counterpart: 'b2'
    })
  ],
  ['a block that is no item', embedding({ block: 'b1', list: null, indent: 2, counterpart: null })],
  ['a block that was moved', embedding({ block: 'b1', kind: 'h2', moves: [3, 7, 2 ** 31 + 5] })],
  ['a rule', embedding({ rule: 'x1', quote: 1 })],
  ['a rule that was moved', embedding({ rule: 'x1', moves: [0] })],
  ['a figure', embedding({ figure: 'f1', src: pixel, alt: '海淀', indent: 1 })],
  ['a narrow figure', embedding({ figure: 'f1', src: pixel, width: 50 })],
  ['a table', embedding({ table: 't1', apart: true })],
  ['a footnote', embedding({ note: 'n1' })],
  ['a level', embedding({ grade: 'governance', city: 'haidian' })],
  ['a goal', embedding({ goal: 'Goal_2-b' })],
  ['a figure of a city', embedding({ fact: 'figures/gdp/value', city: 'haidian' })],
  ['a source', embedding({ source: 'strategy.vision', seen: '0123456789abcdef' })],
  ['an amount of a record', embedding({ fact: 'funding.sources/r_1.a/amount:total' })],
  ...['bold', 'italic', 'underline', 'strike', 'code', 'superscript', 'subscript'].flatMap(
    (name): [string, Uint8Array][] => [
      [`${name}, as plain editors write it`, marking(name, true)],
      [name, marking(name, {})]
    ]
  ),
  ['a link', marking('link', { href: 'https://example.org/' })],
  ['a link, as its address alone', marking('link', 'https://example.org/')],
  ['a link to nowhere', marking('link', { href: null })],
  ['a kind', setting(attributeKey('b1', 'kind'), 'h4')],
  ['no list', setting(attributeKey('b1', 'list'), null)],
  ['a depth', setting(attributeKey('b1', 'indent'), 3)],
  ['a counterpart', setting(attributeKey('b1', 'counterpart'), 'b2')],
  ['what a picture shows', setting(attributeKey('f1', 'alt'), 'Map of 海淀')],
  ['where a deleted table was', setting(placeKey('t1'), root)],
  ['how wide a picture is', setting(attributeKey('f1', 'width'), 25)],
  ['a picture of its own width', setting(attributeKey('f1', 'width'), null)],
  ['a row', setting(lineKey('t1', 'row', 'r1'), 'a0V')],
  ['a column', setting(lineKey('t1', 'column', 'c1'), 'a1')],
  ['a row of headings', setting(lineAttributeKey('t1', 'row', 'r1', 'header'), true)],
  ['a width', setting(lineAttributeKey('t1', 'column', 'c1', 'width'), 120)],
  ['an alignment', setting(lineAttributeKey('t1', 'column', 'c1', 'align'), 'center')],
  ['a cell over two columns', setting(cellAttributeKey('t1', 'r1', 'c1', 'colspan'), 2)],
  ['an answer', written((doc) => doc.getMap(answersRoot).set('a.b/value', { amount: 3, currency: 'CNY' }))]
];

const unknown: [string, Uint8Array, string][] = [
  ['an embed of another kind', embedding({ image: 'x' }), 'an embed'],
  ['an embed of nothing', embedding({}), 'an embed'],
  ['a list as an embed', embedding(['block']), 'an embed'],
  ['a block without an id', embedding({ block: null }), 'a value of the attribute "block" of "block"'],
  ['signs of HTML as an id', embedding({ block: '"><img' }), 'a value of the attribute "block" of "block"'],
  ['too long an id', embedding({ table: 't'.repeat(81) }), 'a value of the attribute "table" of "table"'],
  [
    'a kind that no block has',
    embedding({ block: 'b1', kind: 'h1' }),
    'a value of the attribute "kind" of "block"'
  ],
  ['too deep an item', embedding({ block: 'b1', indent: 9 }), 'a value of the attribute "indent" of "block"'],
  ['half a depth', embedding({ block: 'b1', quote: 0.5 }), 'a value of the attribute "quote" of "block"'],
  [
    'a mover without a number',
    embedding({ block: 'b1', moves: [0, '7'] }),
    'a value of the attribute "moves" of "block"'
  ],
  [
    'too many movers',
    embedding({ block: 'b1', moves: Array(10).fill(1) }),
    'a value of the attribute "moves" of "block"'
  ],
  ['movers of a table', embedding({ table: 't1', moves: [0] }), 'the attribute "moves" of "table"'],
  ['two kinds at once', embedding({ block: 'b1', table: 't1' }), 'the attribute "table" of "block"'],
  [
    'what a block does not have',
    embedding({ block: 'b1', onclick: 'x' }),
    'the attribute "onclick" of "block"'
  ],
  ['the kind of a table', embedding({ table: 't1', kind: 'h2' }), 'the attribute "kind" of "table"'],
  ['a figure without a picture', embedding({ figure: 'f1' }), '"figure" without "src"'],
  [
    'a picture from elsewhere',
    embedding({ figure: 'f1', src: 'https://example.org/a.png' }),
    'a value of the attribute "src" of "figure"'
  ],
  [
    'a drawing, which can hold scripts',
    embedding({ figure: 'f1', src: 'data:image/svg+xml;base64,PHN2Zz4=' }),
    'a value of the attribute "src" of "figure"'
  ],
  [
    'a width that no picture has',
    embedding({ figure: 'f1', src: pixel, width: 33 }),
    'a value of the attribute "width" of "figure"'
  ],
  [
    'a level next to its cell',
    embedding({ grade: 'governance', level: 'basic' }),
    'the attribute "level" of "grade"'
  ],
  [
    'words as a level',
    embedding({ grade: 'Governance: Basic' }),
    'a value of the attribute "grade" of "grade"'
  ],
  ['words as a figure of a city', embedding({ fact: 'GDP: 7' }), 'a value of the attribute "fact" of "fact"'],
  [
    'words as the fingerprint of an answer',
    embedding({ source: 'strategy.vision', seen: 'the answer' }),
    'a value of the attribute "seen" of "source"'
  ],
  [
    'a value next to its field',
    embedding({ fact: 'figures/gdp/value', value: 7 }),
    'the attribute "value" of "fact"'
  ],
  [
    'words as a goal',
    embedding({ goal: 'Find good practice.' }),
    'a value of the attribute "goal" of "goal"'
  ],
  [
    'an embed that is filled up',
    crafted({
      parent: root,
      info: 5,
      content: (encoder) => encoding.writeVarString(encoder, `{"block":"b1"${' '.repeat(2_000)}}`)
    }),
    'the size of "block"'
  ],
  ['a mark that no editor has', marking('blink', true), 'the mark "blink"'],
  ['a mark with a hash', marking('bold--AbCdEfG=', {}), 'the mark "bold--AbCdEfG="'],
  ['a mark with an attribute', marking('bold', { style: 'x' }), 'a value of the mark "bold"'],
  ['a mark that is a number', marking('bold', 1), 'a value of the mark "bold"'],
  ['a mark that is false', marking('bold', false), 'a value of the mark "bold"'],
  ['a link that is nothing but true', marking('link', true), 'a value of the mark "link"'],
  ['an address that is no text', marking('link', { href: { a: 1 } }), 'a value of the mark "link"'],
  [
    'too long an address',
    marking('link', { href: `https://example.org/${'x'.repeat(2_000)}` }),
    'a value of the mark "link"'
  ],
  ['a place in a cell', setting(placeKey('t1'), 'cell/t1/r1/c1'), 'a value of the attribute "t1/place"'],
  ['words as a place', setting(placeKey('t1'), 'here'), 'a value of the attribute "t1/place"'],
  ['an attribute that no block has', setting('b1/colour', 'red'), 'the attribute "b1/colour"'],
  ['an attribute that every object has', setting('b1/constructor', 1), 'the attribute "b1/constructor"'],
  ['a key that names no block', setting('kind', 'h2'), 'the attribute "kind"'],
  ['a key with too much in it', setting('b1/kind/x/y/z/0', 'h2'), 'the attribute "b1/kind/x/y/z/0"'],
  ['words as a depth', setting('b1/indent', '1'), 'a value of the attribute "b1/indent"'],
  ['nothing as a depth', setting('b1/indent', null), 'a value of the attribute "b1/indent"'],
  ['an object as a kind', setting('b1/kind', { a: 1 }), 'a value of the attribute "b1/kind"'],
  ['a list as a counterpart', setting('b1/counterpart', ['b2']), 'a value of the attribute "b1/counterpart"'],
  ['a number as a position', setting('t1/row/r1', 1), 'a value of the attribute "t1/row/r1"'],
  ['too long a position', setting('t1/row/r1', 'a'.repeat(201)), 'a value of the attribute "t1/row/r1"'],
  ['a position with a zero at its end', setting('t1/row/r1', 'a0'), 'a value of the attribute "t1/row/r1"'],
  ['no position', setting('t1/row/r1', ''), 'a value of the attribute "t1/row/r1"'],
  ['a third axis', setting('t1/layer/l1', 'a0'), 'the attribute "t1/layer/l1"'],
  ['no width', setting('t1/column/c1/width', 0), 'a value of the attribute "t1/column/c1/width"'],
  [
    'a cell over everything',
    setting('t1/cell/r1/c1/colspan', 1e9),
    'a value of the attribute "t1/cell/r1/c1/colspan"'
  ],
  [
    'a cell that the framework does not have',
    written((doc) => doc.getMap(answersRoot).set('a.c/value', 1)),
    'the cell "a.c/value"'
  ]
];

const misplaced: [string, Uint8Array][] = [
  ['a value in a passage', written((doc) => doc.getArray(root).insert(0, ['words']))],
  ['bytes in a passage', written((doc) => doc.getArray(root).insert(0, [new Uint8Array([1])]))],
  ['a text in a passage', written((doc) => doc.getText(root).insertEmbed(0, new Y.Text('inner')))],
  ['a map in a passage', written((doc) => doc.getText(root).insertEmbed(0, new Y.Map([['block', 'b1']])))],
  ['a document in a passage', written((doc) => doc.getArray(root).insert(0, [new Y.Doc()]))],
  [
    'an element of a tree',
    written((doc) => doc.getXmlFragment(root).insert(0, [new Y.XmlElement('paragraph')]))
  ],
  ['a text of a tree', written((doc) => doc.getXmlFragment(root).insert(0, [new Y.XmlText('words')]))],
  ['a value under a key of a passage', written((doc) => doc.getMap(root).set('b1/kind', 'h2'))],
  ['a list of attributes', written((doc) => doc.getArray(attributesRoot).insert(0, ['h2']))],
  ['words among the attributes', written((doc) => doc.getText(attributesRoot).insert(0, 'words'))],
  ['a type as an attribute', written((doc) => doc.getMap(attributesRoot).set('b1/kind', new Y.Text('h2')))],
  ['bytes as an attribute', written((doc) => doc.getMap(attributesRoot).set('b1/kind', new Uint8Array([1])))],
  ['a text as an answer', written((doc) => doc.getMap(answersRoot).set('a.b/value', new Y.Text('yes')))],
  ['a list of answers', written((doc) => doc.getArray(answersRoot).insert(0, ['yes']))],
  ['a passage of another document', written((doc) => doc.getText('body.en').insert(0, 'words'))],
  ['a cell without a column', written((doc) => doc.getText('cell/t1/r1').insert(0, 'words'))],
  ['a cell in a cell', written((doc) => doc.getText('cell/t1/r1/c1/x').insert(0, 'words'))],
  ['a caption of nothing', written((doc) => doc.getText('caption/').insert(0, 'words'))],
  ['a note under signs that no id has', written((doc) => doc.getText('note/ä').insert(0, 'words'))],
  ['words that are collected already', crafted({ parent: root, info: 0 })]
];

describe('a text whose passages are sequences', () => {
  it.each(known)('takes %s', (_, update) => {
    expect(check(update)).toMatchObject({ kind: 'accepted', orderUnsure: false });
  });

  it.each(unknown)('does not know %s', (_, update, reason) => {
    expect(check(update)).toEqual({ kind: 'unknown-content', reason });
  });

  it.each(misplaced)('refuses %s', (_, update) => {
    expect(check(update).kind).toBe('malformed');
  });

  it.each(malformed)('refuses %s, as every room does', (_, update) => {
    expect(check(update).kind).toBe('malformed');
  });

  it('takes what seeds and imports write', () => {
    const blocks = everyBlock(pixel);
    const doc = new Y.Doc();
    let made = 0;
    writePassages(doc, 'strategy', { en: blocks, zh: blocks }, () => `b${made++}`);
    const both = { ...rules, allowsRoot: (name: string) => /^strategy\.(?:en|zh)$/.test(name) };
    expect(checkUpdate(new StructIndex(), Y.encodeStateAsUpdate(doc), both, author)).toMatchObject({
      kind: 'accepted',
      orderUnsure: false
    });
  });

  it('takes any passage of a tree that is written as a sequence', () => {
    fc.assert(
      fc.property(
        passages().map((nodes) => withIds(nodes)),
        (nodes) => {
          const newId = counter();
          const doc = new Y.Doc();
          writeFlat(doc, openText(doc, root), flatten(nodes, { newId }), { newId });
          if (nodes.length > 0) expect(check(Y.encodeStateAsUpdate(doc))).toMatchObject({ kind: 'accepted' });
        }
      ),
      { numRuns: 40 }
    );
  });

  it('finds the passage of what names only its neighbours', () => {
    const first = new Y.Doc();
    first.getText(root).insert(0, 'words');
    first.getMap(attributesRoot).set('b1/kind', 'h2');
    const index = StructIndex.from([Y.encodeStateAsUpdate(first)]);
    const change = (by: (doc: Y.Doc) => void): UpdateCheck => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(first));
      const before = Y.encodeStateVector(doc);
      by(doc);
      return check(Y.encodeStateAsUpdate(doc, before), index);
    };
    expect(change((doc) => doc.getText(root).insert(2, 'new')).kind).toBe('accepted');
    expect(change((doc) => doc.getText(root).insertEmbed(2, { block: 'b2' })).kind).toBe('accepted');
    expect(change((doc) => doc.getText(root).insertEmbed(2, { block: 2 })).kind).toBe('unknown-content');
    expect(change((doc) => doc.getArray(root).insert(1, ['smuggled'])).kind).toBe('malformed');
    expect(change((doc) => doc.getMap(attributesRoot).set('b1/kind', 'h3')).kind).toBe('accepted');
    expect(change((doc) => doc.getMap(attributesRoot).set('b1/kind', 'h9')).kind).toBe('unknown-content');
    expect(change((doc) => doc.getMap(attributesRoot).delete('b1/kind')).kind).toBe('accepted');
  });

  it('counts what deletes only formats as tidying', () => {
    const doc = new Y.Doc();
    doc.getText(root).insert(0, 'words');
    doc.getText(root).format(1, 2, { bold: true });
    const index = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
    const deleting = (...clocks: number[]): Uint8Array =>
      encoding.encode((encoder) => {
        for (const value of [0, 1, doc.clientID, clocks.length, ...clocks.flatMap((clock) => [clock, 1])])
          encoding.writeVarUint(encoder, value);
      });
    // The words have the clocks 0 to 4, the two formats those behind.
    const intentOf = (update: Uint8Array): string | null =>
      new ReaderOutline(update, { clockOf: (client) => index.clockOf(client), index: () => index }).readOn();
    expect(intentOf(deleting(5, 6))).toBe('tidies');
    expect(intentOf(deleting(2, 5))).toBe('deletes');
  });
});
