/**
 * Tests the anchors of comments through every change of a text: typing, deleting, splitting, joining, moving,
 * undoing, freezing.
 */
import { Transform } from '@tiptap/pm/transform';
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap';
import fc from 'fast-check';
import type { Node } from 'prosemirror-model';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  anchorAt,
  counterpartOf,
  findAnchors,
  isAnchorEnd,
  flatTextOf,
  findAnchorRange,
  type Anchor
} from '#document/anchors.ts';
import { writeBlocks, writePassages, type Block } from '#document/blocks.ts';
import { passage } from '#document/narrative.ts';
import { richtext } from '#document/richtext.ts';
import { make } from '#server/workers/jobs.ts';

const section = 'a';

function textOf(...blocks: Block[]): { doc: Y.Doc; fragment: Y.XmlFragment; undo: Y.UndoManager } {
  const doc = new Y.Doc();
  const fragment = passage(doc, section, 'en');
  let n = 0;
  writeBlocks(fragment, blocks, () => `b${++n}`);
  return { doc, fragment, undo: new Y.UndoManager(fragment, { captureTimeout: 0 }) };
}
const paragraphOf = (text: string): Block => ({ type: 'paragraph', text: text });

function anchorOn(fragment: Y.XmlFragment, text: string): Anchor {
  const flatText = flatTextOf(fragment);
  const at = flatText.text.indexOf(text);
  const anchor = anchorAt(flatText, at, at + text.length, 500);
  if (!anchor) throw new Error(`${text} cannot be commented on`);
  return anchor;
}
const found = (doc: Y.Doc, anchor: Anchor): string | null =>
  findAnchorRange(doc, flatTextOf(passage(doc, section, 'en')), anchor)?.text ?? null;

/** Writes a change as the editor does. */
function edit(doc: Y.Doc, fragment: Y.XmlFragment, change: (transform: Transform) => void): void {
  const { doc: before, meta } = initProseMirrorDoc(fragment, richtext) as {
    doc: Node;
    meta: Parameters<typeof updateYFragment>[3];
  };
  const transform = new Transform(before);
  change(transform);
  doc.transact(() => updateYFragment(doc, fragment, transform.doc, meta));
}
const blockAt = (doc: Node, index: number): { pos: number; node: Node } => {
  let pos = 0;
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize;
  return { pos, node: doc.child(index) };
};
const move =
  (from: number, to: number) =>
  (transform: Transform): void => {
    const { pos, node } = blockAt(transform.doc, from);
    transform.delete(pos, pos + node.nodeSize);
    transform.insert(
      to >= transform.doc.childCount ? transform.doc.content.size : blockAt(transform.doc, to).pos,
      node
    );
  };

describe('an anchor', () => {
  it('stays on its words while others write before, behind and between them', () => {
    const { doc, fragment } = textOf(paragraphOf('The city has a plan.'));
    const anchor = anchorOn(fragment, 'has a plan');
    edit(doc, fragment, (t) => t.insert(1, richtext.text('Now: ')));
    expect(found(doc, anchor)).toBe('has a plan');
    edit(doc, fragment, (t) => t.insert(19, richtext.text('good ')));
    expect(found(doc, anchor)).toMatch(/^has .*plan$/);
    edit(doc, fragment, (t) => t.insert(t.doc.content.size - 2, richtext.text(' indeed')));
    expect(found(doc, anchor)).toMatch(/^has .*plan$/);
  });

  it('shrinks with its words, is gone with the last of them, and is back when that is undone', () => {
    const { doc, fragment, undo } = textOf(paragraphOf('The city has a plan.'));
    const anchor = anchorOn(fragment, 'has a plan');
    edit(doc, fragment, (t) => t.delete(10, 14));
    expect(found(doc, anchor)).toBe('a plan');
    edit(doc, fragment, (t) => t.delete(8, 18));
    expect(found(doc, anchor)).toBeNull();
    undo.undo();
    undo.undo();
    expect(found(doc, anchor)).toBe('has a plan');
  });

  it.each([
    ['before it', 4, 'has a plan'],
    ['behind it', 20, 'has a plan'],
    ['just at its beginning', 10, 'has a plan']
  ])('survives that its block is split %s', (_, at, text) => {
    const { doc, fragment } = textOf(
      paragraphOf('The city has a plan. It is new.'),
      paragraphOf('Another block.')
    );
    const anchor = anchorOn(fragment, 'has a plan');
    edit(doc, fragment, (t) => t.split(at));
    expect(found(doc, anchor)).toBe(text);
  });

  it('survives that its block is moved, or joined to another', () => {
    const { doc, fragment } = textOf(
      paragraphOf('First of all.'),
      paragraphOf('The city has a plan.'),
      paragraphOf('Last of all.')
    );
    const anchor = anchorOn(fragment, 'has a plan');
    edit(doc, fragment, move(1, 0));
    expect(found(doc, anchor)).toBe('has a plan');
    edit(doc, fragment, move(0, 2));
    expect(found(doc, anchor)).toBe('has a plan');
    edit(doc, fragment, (t) => t.join(blockAt(t.doc, 2).pos));
    expect(found(doc, anchor)).toBe('has a plan');
  });

  it('survives a freeze and what comes after it, since a generation begins with the same characters', () => {
    const { doc, fragment } = textOf(paragraphOf('The city has a plan.'));
    const anchor = anchorOn(fragment, 'plan');
    const next = new Y.Doc();
    Y.applyUpdate(next, make('merge', [Y.encodeStateAsUpdate(doc)], null));
    passage(next, section, 'en').insert(0, [new Y.XmlElement('paragraph')]);
    expect(found(next, anchor)).toBe('plan');
  });

  it('finds its words by what stood next to them where they stand more than once', () => {
    const { doc, fragment } = textOf(paragraphOf('A plan of 2012 and a plan of 2013 and a plan of 2014.'));
    const flatText = flatTextOf(fragment);
    const at = flatText.text.indexOf('plan', 10);
    const anchor = anchorAt(flatText, at, at + 4, 500);
    if (!anchor) throw new Error('no anchor');
    edit(doc, fragment, (t) => t.split(16));
    const range = findAnchorRange(doc, flatTextOf(fragment), anchor);
    expect(flatTextOf(fragment).text.slice(range?.from, (range?.to ?? 0) + 8)).toBe('plan of 2013');
  });

  it('never takes the same words elsewhere for those that were deleted', () => {
    const { doc, fragment } = textOf(
      paragraphOf('The plan of 2012.'),
      paragraphOf('Nobody has seen any plan yet.')
    );
    const anchor = anchorOn(fragment, 'plan');
    edit(doc, fragment, (t) => t.delete(0, 19));
    expect(found(doc, anchor)).toBeNull();
  });

  it('goes across blocks, and keeps what is left of one when the other is deleted', () => {
    const { doc, fragment } = textOf(paragraphOf('One two three.'), paragraphOf('Four five six.'));
    const anchor = anchorOn(fragment, 'three.\nFour');
    expect(found(doc, anchor)).toBe('three.\nFour');
    edit(doc, fragment, (t) => t.delete(16, 32));
    expect(found(doc, anchor)).toBe('three.');
  });

  it('leaves footnotes out, and goes on behind them', () => {
    const { doc, fragment } = textOf({
      type: 'paragraph',
      runs: ['A plan', { footnote: 'of 2012' }, ' is paid for.']
    });
    const anchor = anchorOn(fragment, 'plan is paid');
    expect([anchor.quote, found(doc, anchor)]).toEqual(['plan is paid', 'plan is paid']);
  });

  it('is on words, and quotes no more of them than is asked', () => {
    const { fragment } = textOf(paragraphOf('市'.repeat(40)), paragraphOf('   '));
    const flatText = flatTextOf(fragment);
    expect(anchorAt(flatText, 0, 30, 10)?.quote).toBe('市'.repeat(10));
    expect(anchorAt(flatText, 41, 44, 10)).toBeUndefined();
    expect(anchorAt(flatText, 3, 3, 10)).toBeUndefined();
    expect(anchorAt(flatTextOf(textOf(paragraphOf('𠮷𠮷𠮷')).fragment), 0, 6, 3)?.quote).toBe('𠮷');
  });

  it.each([
    '',
    'null',
    '[]',
    '{"tname":"a.en"}',
    '{"item":{"client":-1,"clock":0}}',
    '{"item":{"client":1,"clock":1.5}}',
    `{"item":{"client":1,"clock":1},"x":"${'y'.repeat(1_000)}"}`
  ])('is not made of %s', (json) => {
    expect(isAnchorEnd(json)).toBe(false);
  });

  it('on what the server does not have yet is simply not there', () => {
    const { doc } = textOf(paragraphOf('The city.'));
    const end = '{"item":{"client":99,"clock":7}}';
    expect(found(doc, { from: end, to: end, quote: 'not sent', blockId: null })).toBeNull();
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
    fc.record({ kind: fc.constant('split' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('join' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('move' as const), at: fc.nat(), to: fc.nat() }),
    fc.record({ kind: fc.constant('undo' as const) })
  );

  it('an anchor is on what was commented on, or gone; and never gone while its words stand', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.nat(9),
        fc.integer({ min: 1, max: 10 }),
        fc.array(step, { maxLength: 12 }),
        (block, from, length, steps) => {
          // No character occurs twice, so each one identifies its origin.
          let next = 0x4e00;
          const fresh = (n: number): string =>
            Array.from({ length: n }, () => String.fromCodePoint(next++)).join('');
          const text = [fresh(12), fresh(12), fresh(12)];
          const { doc, fragment, undo } = textOf(...text.map(paragraphOf));
          const other = new Y.Doc();
          const sync = (): void => {
            Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
            Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
          };
          sync();
          const quote = (text[block] ?? '').slice(from, from + length);
          const anchor = anchorOn(fragment, quote);
          const foreign = new Set(
            Array.from(text.join('')).filter((character) => !quote.includes(character))
          );

          for (const one of steps) {
            if (one.kind === 'undo') undo.undo();
            else {
              const by = 'by' in one && one.by === 1 ? other : doc;
              edit(by, passage(by, section, 'en'), (t) => {
                const size = t.doc.content.size;
                const texts: number[] = [];
                t.doc.descendants((node, pos) => {
                  if (node.isTextblock) for (let i = 0; i <= node.content.size; i++) texts.push(pos + 1 + i);
                });
                const pos = texts[one.at % Math.max(1, texts.length)] ?? 0;
                const index = one.at % Math.max(1, t.doc.childCount);
                if (one.kind === 'type') t.insert(pos, richtext.text(fresh(2)));
                else if (one.kind === 'delete') t.delete(pos, Math.min(pos + one.length, size));
                else if (one.kind === 'split') t.split(pos);
                else if (one.kind === 'join' && index > 0) t.join(blockAt(t.doc, index).pos);
                else if (one.kind === 'move') move(index, one.to % t.doc.childCount)(t);
              });
            }
            sync();
            const flatText = flatTextOf(fragment);
            const range = findAnchorRange(doc, flatText, anchor);
            if (range)
              expect(Array.from(range.text).filter((character) => foreign.has(character))).toEqual([]);
            if (quote.length >= 6 && flatText.text.includes(quote)) expect(range?.text).toBe(quote);
            // Both sides, and the server from stored bytes, find the same.
            const [stored] = make(
              'anchors',
              [Y.encodeStateAsUpdate(doc)],
              [{ ...anchor, section, language: 'en' }]
            );
            expect(stored?.text ?? null).toBe(range?.text ?? null);
          }
        }
      ),
      { numRuns: 300 }
    );
  });
});

describe('the counterpart of a block', () => {
  it('is found from either language, by whichever of the two names the other', () => {
    const doc = new Y.Doc();
    let n = 0;
    writePassages(
      doc,
      section,
      { en: [paragraphOf('One.'), paragraphOf('Two.')], zh: [paragraphOf('一。'), paragraphOf('二。')] },
      () => `b${++n}`
    );
    expect(counterpartOf(doc, section, 'en', 'b2')).toBe('b4');
    expect(counterpartOf(doc, section, 'zh', 'b4')).toBe('b2');
    expect(counterpartOf(doc, section, 'zh', 'none')).toBeNull();
    const flatText = flatTextOf(passage(doc, section, 'zh'));
    const anchor = anchorAt(flatText, 3, 4, 500);
    if (!anchor) throw new Error('no anchor');
    expect(findAnchors(doc, [{ ...anchor, section, language: 'zh' }])).toEqual([
      { blockId: 'b4', text: '二', row: 1, at: 3, counterpart: 'b2' }
    ]);
  });
});
