/** Shows that a comment stays on its words through every change of a text. */
import fc from '#kit/properties.ts';
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
import { walk } from '#document/sequence/walk.ts';
import type { Block } from '#document/blocks.ts';
import { make } from '#server/workers/jobs.ts';
import { counter } from './random-trees.ts';

const open = (doc: Y.Doc): Y.Text => openPassage(doc, 'a', 'en');
function textOf(...blocks: Block[]): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc();
  writeBlocks(doc, open(doc), blocks, counter('b'));
  return { doc, text: open(doc) };
}
const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
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

  it('shrinks with its words, is gone with the last of them, and is back when that is undone', () => {
    const { doc, text } = textOf(paragraph('The city has a plan.'));
    const undo = new Y.UndoManager(text, { captureTimeout: 0 });
    const anchor = anchorOn(doc, 'has a plan');
    text.delete(10, 4);
    expect(found(doc, anchor)).toBe('a plan');
    text.delete(8, 10);
    expect(found(doc, anchor)).toBe(null);
    undo.undo();
    undo.undo();
    expect(found(doc, anchor)).toBe('has a plan');
  });

  it('survives a freeze and what comes after it, since a generation begins with the same letters', () => {
    const { doc } = textOf(paragraph('The city has a plan.'));
    const anchor = anchorOn(doc, 'plan');
    const next = new Y.Doc();
    Y.applyUpdate(next, make('merge', [Y.encodeStateAsUpdate(doc)], null));
    open(next).insertEmbed(0, { block: 'new' });
    expect(found(next, anchor)).toBe('plan');
  });

  it('leaves footnotes out, and goes on behind them', () => {
    const { doc } = textOf({ kind: 'paragraph', runs: ['A plan', { footnote: 'of 2012' }, ' is paid for.'] });
    const anchor = anchorOn(doc, 'plan is paid');
    expect([anchor.quote, found(doc, anchor)]).toEqual(['plan is paid', 'plan is paid']);
  });

  it('is on words, and quotes no more of them than is asked', () => {
    const flatOf = (...blocks: Block[]) => {
      const { doc, text } = textOf(...blocks);
      return flatTextOf(doc, text);
    };
    const flat = flatOf(paragraph('市'.repeat(40)), paragraph('   '));
    expect(anchorAt(flat, 0, 30, 10)?.quote).toBe('市'.repeat(10));
    expect(anchorAt(flat, 41, 44, 10)).toBeUndefined();
    expect(anchorAt(flat, 3, 3, 10)).toBeUndefined();
    expect(anchorAt(flatOf(paragraph('𠮷𠮷𠮷')), 0, 6, 3)?.quote).toBe('𠮷');
  });

  it('on what the server does not have yet is simply not there', () => {
    const { doc } = textOf(paragraph('The city.'));
    const end = '{"item":{"client":99,"clock":7}}';
    expect(found(doc, { from: end, to: end, quote: 'not sent', blockId: null })).toBe(null);
  });
});

describe('whatever happens to a text', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('type' as const), at: fc.nat(), by: fc.nat(1) }),
    fc.record({
      kind: fc.constant('delete' as const),
      at: fc.nat(),
      length: fc.integer({ min: 1, max: 5 }),
      by: fc.nat(1)
    }),
    fc.record({ kind: fc.constant('split' as const), at: fc.nat(), by: fc.nat(1) }),
    fc.record({ kind: fc.constant('join' as const), at: fc.nat(), by: fc.nat(1) }),
    fc.record({ kind: fc.constant('move' as const), at: fc.nat(), to: fc.nat() }),
    fc.record({ kind: fc.constant('undo' as const) })
  );
  const markersIn = (text: Y.Text): number[] =>
    [...walk(text)].flatMap((walked) => (walked.kind === 'embed' ? [walked.at] : []));

  /** With a zero for each marker. */
  const lettersIn = (text: Y.Text): string =>
    (text.toDelta() as readonly { readonly insert: unknown }[])
      .map(({ insert }) => (typeof insert === 'string' ? insert : '\0'))
      .join('');

  it('an anchor is on what was commented on, or gone; and never gone while its words stand', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.nat(9),
        fc.integer({ min: 1, max: 10 }),
        fc.array(step, { maxLength: 12 }),
        (block, from, length, steps) => {
          // No letter occurs twice, so each one identifies its origin.
          let next = 0x4e00;
          const fresh = (n: number): string =>
            Array.from({ length: n }, () => String.fromCodePoint(next++)).join('');
          const words = [fresh(12), fresh(12), fresh(12)];
          const { doc, text } = textOf(...words.map(paragraph));
          const undo = new Y.UndoManager(text, { captureTimeout: 0 });
          const other = new Y.Doc();
          const sync = (): void => {
            Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
            Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
          };
          sync();
          const quote = (words[block] ?? '').slice(from, from + length);
          const anchor = anchorOn(doc, quote);
          const foreign = new Set(Array.from(words.join('')).filter((letter) => !quote.includes(letter)));
          const holdsSome = (letters: string): boolean =>
            Array.from(letters).some((letter) => quote.includes(letter));
          let blocks = 0;
          for (const one of steps) {
            const by = 'by' in one && one.by === 1 ? other : doc;
            const written = open(by);
            const at = 'at' in one ? one.at % (written.length + 1) : 0;
            const markers = markersIn(written);
            if (one.kind === 'undo') undo.undo();
            else if (one.kind === 'type') written.insert(at, fresh(2));
            else if (one.kind === 'split') written.insertEmbed(at, { block: `new${++blocks}` });
            else if (one.kind === 'delete' && at < written.length)
              written.delete(at, Math.min(one.length, written.length - at));
            else if (one.kind === 'join' && markers.length > 0)
              written.delete(markers[at % markers.length] ?? 0, 1);
            else if (one.kind === 'move' && markers.length > 0) {
              // Moving is cutting and pasting: the words become other letters.
              const n = at % markers.length;
              const [begin = 0, end = written.length] = [markers[n], markers[n + 1]];
              const letters = lettersIn(written).slice(begin + 1, end);
              doc.transact(() => {
                written.delete(begin, end - begin);
                const place = one.to % (written.length + 1);
                // Letters that are pasted within the anchor are between its words from then on.
                const left = lettersIn(written);
                const isWithin = [left.slice(0, place), left.slice(place)].every(holdsSome);
                if (isWithin || !holdsSome(letters)) for (const letter of letters) foreign.delete(letter);
                written.insertEmbed(place, { block: `new${++blocks}` });
                written.insert(place + 1, letters);
              });
            }
            sync();
            const flat = flatTextOf(doc, text);
            const range = findAnchorRange(doc, flat, anchor);
            if (range) expect(Array.from(range.text).filter((letter) => foreign.has(letter))).toEqual([]);
            if (quote.length >= 6 && flat.text.includes(quote)) expect(range?.text).toBe(quote);
            // Both sides, and the server from stored bytes, find the same.
            const query = { ...anchor, section: 'a', language: 'en' } as const;
            const [stored] = make('anchors', [Y.encodeStateAsUpdate(doc)], [query]);
            expect(stored?.text ?? null).toBe(range?.text ?? null);
            expect(findAnchors(other, [query])[0]?.text ?? null).toBe(range?.text ?? null);
          }
        }
      ),
      {
        numRuns: 200,
        // The end of the words is pasted among their beginning, with words behind it.
        examples: [
          [
            2,
            0,
            9,
            [
              { kind: 'split', at: 612688955, by: 0 },
              { kind: 'move', at: 456416791, to: 11446192 }
            ]
          ]
        ]
      }
    );
  });
});
