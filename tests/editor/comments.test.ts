/**
 * Tests which text is rendered as commented on, in the editor and in the text as it is read: the same text,
 * and nothing is stored in the text itself.
 */
import { EditorState } from '@tiptap/pm/state';
import type { DecorationSet } from '@tiptap/pm/view';
import { NodeSelection, TextSelection } from '@tiptap/pm/state';
import type { Node, Schema } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { anchorAt } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import type { Block } from '#document/blocks.ts';
import { withComments } from '#document/comment-marks.ts';
import { passageContent } from '#document/content.ts';
import { nodesHtml } from '#document/html.ts';
import { editorSchema } from '#document/sequence/editor-schema.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { PassageTree } from '#lib/editor/binding/passage-tree.ts';
import { chipSign } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import { decorationsOf, editorFlatText, targetIn } from '#lib/editor/comments.ts';
import { shownIn, type AnchoredThread, type Shown } from '#lib/editor/text-comments.ts';

const section = 'a';
const rich: readonly Block[] = [
  { kind: 'heading', level: 2, text: 'A plan' },
  {
    kind: 'paragraph',
    runs: [
      'The ',
      { text: 'city', bold: true },
      ' has a plan',
      { footnote: 'of 2012' },
      ' and',
      { break: true },
      'money.'
    ]
  },
  { kind: 'list', items: ['First', 'Second'] },
  { kind: 'rule' },
  { kind: 'table', header: ['Year', 'Sum'], rows: [['2012', '17']] },
  { kind: 'figure', src: '/map.png', alt: 'Map', text: 'A map' },
  { kind: 'quote', blocks: [{ kind: 'paragraph', text: 'Said.' }] },
  { kind: 'paragraph' }
];
const chinese: readonly Block[] = rich.map((block, index) =>
  index === 1 ? { kind: 'paragraph', text: '该市有规划。' } : block
);

function texts(): Y.Doc {
  const doc = new Y.Doc();
  let n = 0;
  writePassages(doc, section, { en: rich, zh: chinese }, () => `b${++n}`);
  return doc;
}
const editorDoc = (doc: Y.Doc, language: Locale): Node =>
  new PassageTree(doc, editorSchema as Schema, passageRoot(section, language)).document();

function threadOn(doc: Y.Doc, language: Locale, text: string, id = 't1'): AnchoredThread {
  const flatText = flatTextOf(doc, openPassage(doc, section, language));
  const at = flatText.text.indexOf(text);
  const anchor = anchorAt(flatText, at, at + text.length, 500);
  if (!anchor) throw new Error(`${text} is not in the text`);
  return { id, language, anchor };
}
function deleteWords(doc: Y.Doc, language: Locale, words: string): void {
  const text = openPassage(doc, section, language);
  const { text: flat, runs } = flatTextOf(doc, text);
  const at = flat.indexOf(words);
  const run = runs.find(({ start, length }) => at >= start && at < start + length);
  if (run) run.text.delete(run.index + at - run.start, words.length);
}
const rendered = (node: Node, set: DecorationSet | null): string[] =>
  (set?.find() ?? [])
    .toSorted((a, b) => a.from - b.from)
    .map(
      (one) =>
        `${(one as unknown as { type: { attrs: { class: string } } }).type.attrs.class}: ${node.textBetween(one.from, one.to, '|', '*')}`
    );
const shown = (
  doc: Y.Doc,
  language: Locale,
  threads: readonly AnchoredThread[],
  active: string | null = null
) => {
  const node = editorDoc(doc, language);
  return rendered(node, decorationsOf(node, shownIn(doc, section, language, { threads, active })));
};

describe('a text', () => {
  it('is the same text for Yjs and for the editor, whatever it holds', () => {
    const doc = texts();
    for (const language of ['en', 'zh'] as const) {
      expect(editorFlatText(editorDoc(doc, language)).text).toBe(
        flatTextOf(doc, openPassage(doc, section, language)).text
      );
    }
    expect(editorFlatText(editorDoc(doc, 'en')).text).toBe(
      'A plan\nThe city has a plan and\nmoney.\nFirst\nSecond\nYear\nSum\n2012\n17\nA map\nSaid.'
    );
  });

  it('shows the words that are commented on, across marks and blocks, and which of them is looked at', () => {
    const doc = texts();
    const threads = [threadOn(doc, 'en', 'city has'), threadOn(doc, 'en', 'First\nSecond', 't2')];
    expect(shown(doc, 'en', threads, 't2')).toEqual([
      'comment-mark: city has',
      'comment-mark active: First|Second'
    ]);
  });

  it('shows at a block that its counterpart is commented on, in either direction', () => {
    const doc = texts();
    expect(shown(doc, 'en', [threadOn(doc, 'zh', '规划')])).toEqual([
      'comment-beside: The city has a planof 2012 and*money.'
    ]);
    expect(shown(doc, 'zh', [threadOn(doc, 'en', 'has a')])).toEqual(['comment-beside: 该市有规划。']);
  });

  it('shows nothing of a thread whose words are gone', () => {
    const doc = texts();
    const thread = threadOn(doc, 'zh', '规划');
    deleteWords(doc, 'zh', '规划');
    expect(shown(doc, 'zh', [thread])).toEqual([]);
    expect(shown(doc, 'en', [thread])).toEqual([]);
  });

  it('is rendered only once the editor has what the document has', () => {
    const doc = texts();
    const before = editorDoc(doc, 'en');
    const thread = threadOn(doc, 'en', 'city');
    deleteWords(doc, 'en', 'A plan');
    expect(
      decorationsOf(before, shownIn(doc, section, 'en', { threads: [thread], active: null }))
    ).toBeNull();
  });

  it('takes from a selection what a comment would be on: words, not the footnote between them', () => {
    const doc = texts();
    const node = editorDoc(doc, 'en');
    const flatText = editorFlatText(node);
    const [has, and] = ['has a plan', ' and'].map((text) =>
      flatText.pieces.find(
        (piece) =>
          flatText.text.startsWith(text, piece.start) || flatText.text.startsWith(` ${text}`, piece.start)
      )
    );
    if (!has || !and) throw new Error('not found');
    const state = EditorState.create({
      doc: node,
      selection: TextSelection.create(node, has.pos + 1, and.pos + and.length)
    });
    expect(targetIn(state, doc, section, 'en')).toMatchObject({
      quote: 'has a plan and',
      language: 'en',
      blockId: 'b2'
    });
    expect(targetIn(EditorState.create({ doc: node }), doc, section, 'en')).toBeUndefined();
  });

  it('takes the sentence around a selected chip, and the chip itself where it stands alone', () => {
    const fact = 'figures/gdp/value';
    const blocks: readonly Block[] = [
      { kind: 'paragraph', runs: ['It grows. GDP was ', { fact }, ' in 2012. It is large.'] },
      { kind: 'paragraph', runs: [{ fact }] },
      { kind: 'paragraph', runs: ['Area: ', { fact }] }
    ];
    const doc = new Y.Doc();
    let n = 0;
    writePassages(doc, section, { en: blocks, zh: [] }, () => `b${++n}`);
    const node = editorDoc(doc, 'en');
    const quotes: (string | undefined)[] = [];
    node.descendants((child, pos) => {
      if (child.type.name !== 'fact') return;
      const state = EditorState.create({ doc: node, selection: NodeSelection.create(node, pos) });
      quotes.push(targetIn(state, doc, section, 'en')?.quote);
    });
    expect(quotes).toEqual(['GDP was  in 2012.', chipSign, 'Area:']);
  });
});

describe('a comment on a chip that stands alone', () => {
  const fact = 'figures/gdp/value';
  const blocks: readonly Block[] = [
    { kind: 'paragraph', text: 'It grows.' },
    { kind: 'paragraph', runs: [{ fact }] },
    { kind: 'paragraph', text: 'It is large.' },
    { kind: 'table', header: ['Year', 'GDP'], rows: [['2012', [{ fact: 'figures/area/value' }]]] }
  ];
  /** Writes the text, and comments on each of its chips. */
  function commented() {
    const doc = new Y.Doc();
    let n = 0;
    writePassages(doc, section, { en: blocks, zh: [] }, () => `b${++n}`);
    const node = editorDoc(doc, 'en');
    const threads: AnchoredThread[] = [];
    node.descendants((child, pos) => {
      if (child.type.name !== 'fact') return;
      const state = EditorState.create({ doc: node, selection: NodeSelection.create(node, pos) });
      const target = targetIn(state, doc, section, 'en');
      if (target) threads.push({ id: `t${threads.length + 1}`, language: 'en', anchor: target });
    });
    return { doc, threads };
  }
  /** Returns what the threads are on: of a chip its figure, of words the words. */
  function marked(doc: Y.Doc, threads: readonly AnchoredThread[]): string[] {
    const node = editorDoc(doc, 'en');
    const rendered = decorationsOf(node, shownIn(doc, section, 'en', { threads, active: null }));
    return (rendered?.find() ?? []).map(({ from, to }) =>
      node.textBetween(from, to, '', (leaf) => String(leaf.attrs['fact']))
    );
  }
  const passage = (doc: Y.Doc): Y.Text => openPassage(doc, section, 'en');
  const indexOfChip = (doc: Y.Doc): number => {
    let index = 0;
    for (const { insert } of passage(doc).toDelta() as { insert: unknown }[]) {
      if (typeof insert === 'object' && insert !== null && 'fact' in insert) return index;
      index += typeof insert === 'string' ? insert.length : 1;
    }
    return -1;
  };

  it('is shown on the chip, in a paragraph and in a cell, in the editor and as the text is read', () => {
    const { doc, threads } = commented();
    expect(threads.map(({ anchor }) => anchor.quote)).toEqual([chipSign, chipSign]);
    expect(marked(doc, threads)).toEqual([fact, 'figures/area/value']);
    const shownNow = shownIn(doc, section, 'en', { threads, active: null });
    const written = htmlOf(passageContent(doc, section, 'en'), shownNow);
    for (const id of ['t1', 't2'])
      expect(written).toMatch(
        new RegExp(
          `<mark class="comment-mark" data-thread="${id}"><span class="fact"[^>]*>[^<]*</span></mark>`
        )
      );
  });

  it('leaves other comments where they are', () => {
    const { doc, threads } = commented();
    expect(marked(doc, [...threads, threadOn(doc, 'en', 'large')])).toEqual([
      fact,
      'large',
      'figures/area/value'
    ]);
  });

  it('goes to the words that are written next to it, and returns to the chip when they are gone', () => {
    const { doc, threads } = commented();
    const [first] = threads;
    if (!first) throw new Error('no thread');
    const at = indexOfChip(doc);
    passage(doc).insert(at, 'GDP: ');
    expect(marked(doc, [first])).toEqual(['GDP: ']);
    passage(doc).delete(at, 5);
    passage(doc).insert(at + 1, ' in 2012');
    expect(marked(doc, [first])).toEqual([' in 2012']);
    passage(doc).delete(at + 1, 8);
    expect(marked(doc, [first])).toEqual([fact]);
  });

  it('stays with the chip whatever is written in other blocks, and goes with a block that is moved', () => {
    const { doc, threads } = commented();
    const [first] = threads;
    if (!first) throw new Error('no thread');
    passage(doc).insert(1, 'Much. ');
    expect(marked(doc, [first])).toEqual([fact]);
    const at = indexOfChip(doc);
    const [, block] = (passage(doc).toDelta() as { insert: unknown }[]).filter(
      ({ insert }) => typeof insert === 'object' && insert !== null && 'block' in insert
    );
    passage(doc).delete(at - 1, 2);
    passage(doc).insertEmbed(0, block?.insert as object);
    passage(doc).insertEmbed(1, { fact });
    expect(marked(doc, [first])).toEqual([fact]);
    passage(doc).delete(1, 1);
    expect(marked(doc, [first])).toEqual([]);
  });
});

const htmlOf = (nodes: readonly ContentNode[], { ranges, counterparts }: Shown): string =>
  nodesHtml(withComments(nodes, ranges), { prefix: 'x', counterparts });

describe('the same text as it is read', () => {
  const html = (
    doc: Y.Doc,
    language: Locale,
    threads: readonly AnchoredThread[],
    active: string | null = null
  ): string =>
    htmlOf(passageContent(doc, section, language), shownIn(doc, section, language, { threads, active }));

  it('marks the same words in their own marks, where two threads overlap both', () => {
    const doc = texts();
    const written = html(doc, 'en', [threadOn(doc, 'en', 'city has'), threadOn(doc, 'en', 'ty', 't2')], 't2');
    expect(written).toContain(
      'The <strong><mark class="comment-mark" data-thread="t1">ci</mark></strong><strong><mark class="comment-mark active" data-thread="t1 t2">ty</mark></strong><mark class="comment-mark" data-thread="t1"> has</mark> a plan'
    );
    expect(written.replaceAll(/<\/?mark[^>]*>/g, '').replaceAll('</strong><strong>', '')).toBe(
      html(doc, 'en', [])
    );
  });

  it('tells at a block that its counterpart is commented on', () => {
    const doc = texts();
    expect(html(doc, 'en', [threadOn(doc, 'zh', '规划')])).toContain(
      '<p data-id="b2" class="comment-beside" data-thread="t1">'
    );
  });

  it('lets no id out of its attribute', () => {
    const doc = texts();
    const written = html(doc, 'en', [
      { ...threadOn(doc, 'en', 'city'), id: '"><script>' },
      { ...threadOn(doc, 'zh', '规划'), id: '"><script>' }
    ]);
    expect(written).not.toContain('<script');
  });
});
