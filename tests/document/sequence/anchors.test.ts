/** Shows that a comment stays on its words through every change of a text. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  anchorAt,
  counterpartOf,
  findAnchorRange,
  findAnchors,
  type Anchor
} from '#document/sequence/anchors.ts';
import { isAnchorEnd } from '#document/sequence/anchor-end.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { openAttributes, openCaption, openCell, openPassage } from '#document/sequence/roots.ts';
import { attributeKey, lineKey } from '#document/sequence/shapes.ts';
import { writeBlocks, writePassages } from '#document/sequence/write-passages.ts';
import type { Block } from '#document/blocks.ts';
import { counter } from './random-trees.ts';

const open = (doc: Y.Doc): Y.Text => openPassage(doc, 'a', 'en');
function textOf(...blocks: Block[]): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc();
  writeBlocks(doc, open(doc), blocks, counter('b'));
  return { doc, text: open(doc) };
}
const paragraph = (text: string): Block => ({ type: 'paragraph', text });
function anchorOn(doc: Y.Doc, words: string): Anchor {
  const flat = flatTextOf(doc, open(doc));
  const at = flat.text.indexOf(words);
  const anchor = anchorAt(flat, at, at + words.length, 500);
  if (!anchor) throw new Error(`${words} cannot be commented on`);
  return anchor;
}
const found = (doc: Y.Doc, anchor: Anchor): string | null =>
  findAnchorRange(doc, flatTextOf(doc, open(doc)), anchor)?.text ?? null;

describe('an anchor', () => {
  it('stays on its words while others write before, behind and at both of its ends', () => {
    const { doc, text } = textOf(paragraph('The city has a plan.'));
    const anchor = anchorOn(doc, 'has a plan');
    text.insert(1, 'Now: ');
    text.insert(text.length, ' Indeed.');
    // The marker counts one in the text, and nothing in the string.
    const at = text.toJSON().indexOf('has') + 1;
    text.insert(at + 10, ' B');
    text.insert(at, 'X');
    expect(found(doc, anchor)).toBe('has a plan');
  });

  it('stays whole when its block is split, joined or changed', () => {
    const { doc, text } = textOf(paragraph('Before'), paragraph('The city has a plan.'));
    const anchor = anchorOn(doc, 'city has a');
    const at = (): number => text.toJSON().indexOf('has') + text.length - text.toJSON().length;
    text.insertEmbed(at(), { block: 'c' });
    expect(found(doc, anchor)).toBe('city \nhas a');
    text.delete(text.length - 'has a plan.'.length - 1, 1);
    expect(found(doc, anchor)).toBe('city has a');
    text.delete(7, 1);
    openAttributes(doc).set(attributeKey('b1', 'kind'), 'h2');
    expect(found(doc, anchor)).toBe('city has a');
  });

  it('holds across blocks, and what is left of it when a part is deleted', () => {
    const { doc, text } = textOf(paragraph('First words here'), paragraph('then others'));
    const anchor = anchorOn(doc, 'words here\nthen');
    expect(found(doc, anchor)).toBe('words here\nthen');
    text.delete(1, 12);
    expect(found(doc, anchor)).toBe('here\nthen');
    text.delete(1, text.length - 1);
    expect(found(doc, anchor)).toBe(null);
  });

  it('is on text that was cut and pasted elsewhere', () => {
    const { doc, text } = textOf(
      paragraph('The plan of the city of Haidian was published.'),
      paragraph('Second')
    );
    const anchor = anchorOn(doc, 'the city of Haidian');
    text.delete(1, 46);
    text.insert(text.length, ' The plan of the city of Haidian was published.');
    expect(findAnchorRange(doc, flatTextOf(doc, text), anchor)).toMatchObject({
      text: anchor.quote,
      blockId: 'b2'
    });
  });

  it('is not on text that only looks alike', () => {
    const { doc, text } = textOf(paragraph('plan'), paragraph('The plan'), paragraph('A plan'));
    const anchor = anchorOn(doc, 'plan');
    text.delete(1, 4);
    expect(found(doc, anchor)).toBe(null);
  });

  it('can be in a table or a caption, and is then at that block', () => {
    const doc = new Y.Doc();
    const text = open(doc);
    text.insertEmbed(0, { table: 't' });
    text.insertEmbed(1, { figure: 'f', src: '' });
    openAttributes(doc).set(lineKey('t', 'row', 'r'), 'V');
    openAttributes(doc).set(lineKey('t', 'column', 'c'), 'V');
    openCell(doc, 't', 'r', 'c').insert(0, 'Budget');
    openCaption(doc, 'f').insert(0, 'A map');
    expect(flatTextOf(doc, text).text).toBe('Budget\nA map');
    for (const [words, blockId] of [
      ['Budget', 't'],
      ['map', 'f']
    ] as const)
      expect(findAnchorRange(doc, flatTextOf(doc, text), anchorOn(doc, words))).toMatchObject({
        text: words,
        blockId
      });
    const budget = anchorOn(doc, 'Budget');
    text.delete(0, 1);
    expect(found(doc, budget)).toBe(null);
  });

  it('is read the same by another replica, with its place among the blocks and its counterpart', () => {
    const doc = new Y.Doc();
    const blocks = [paragraph('One'), paragraph('Two words')];
    writePassages(doc, 'a', { en: blocks, zh: [paragraph('一'), paragraph('二')] }, counter('b'));
    const anchor = anchorOn(doc, 'words');
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const query = { ...anchor, section: 'a', language: 'en' } as const;
    expect(findAnchors(other, [query, { ...query, from: '{}', quote: 'gone' }])).toEqual([
      { blockId: 'b2', text: 'words', row: 1, at: 8, counterpart: 'b4' },
      null
    ]);
    expect(counterpartOf(other, 'a', 'zh', 'b4')).toBe('b2');
  });

  it('has no end that is anything but a position on a letter', () => {
    const { doc } = textOf(paragraph('A plan'));
    const { from, to } = anchorOn(doc, 'plan');
    expect([from, to].every(isAnchorEnd)).toBe(true);
    expect(
      [
        '',
        '{}',
        '[]',
        'null',
        '{"tname":"a.en"}',
        '{"item":{"client":-1,"clock":0}}',
        ' '.repeat(1_001)
      ].some(isAnchorEnd)
    ).toBe(false);
  });
});
