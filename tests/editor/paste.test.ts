/** Shows where pasted blocks go, and what is made of Markdown. */
import type { Node } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import { insertBlocks } from '#lib/editor/paste/insert-blocks.ts';
import { looksLikeMarkdown, markdownBlocks } from '#lib/editor/paste/markdown.ts';
import { linesOf as linesOfText } from '#lib/editor/paste/text-blocks.ts';
import { plainTextOf } from '#lib/editor/paste/copy.ts';
import { addressesIn } from '#lib/editor/link-mark.ts';
import { Slice } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { TextSelection } from '@tiptap/pm/state';
import { openText } from '#document/sequence/roots.ts';
import { amountIn, excessOf, roomAt } from '#lib/editor/paste/room.ts';
import { HeadlessEditor, root } from './binding/headless-editor.ts';
import { block, linesOf, passageOf, schema, stateAt } from './flat-blocks.ts';

function pasted(doc: Node, at: { words: string; offset?: number }, ...lines: string[]) {
  const { tr } = stateAt(doc, at.words, at.offset);
  insertBlocks(tr, lines.map(block));
  return { lines: linesOf(tr.doc), caret: tr.selection.$from.parent.textContent, doc: tr.doc };
}

describe('pasted blocks', () => {
  it('become the empty block into which they are pasted, with their lists', () => {
    expect(pasted(passageOf(''), { words: '' }, '- a', '  - b').lines).toEqual(['- a', '  - b']);
    expect(pasted(passageOf('- x', '- '), { words: '' }, 'a', 'b').lines).toEqual(['- x', '- a', '- b']);
  });
  it('join the words before and behind them where they are paragraphs', () => {
    const { lines, caret } = pasted(
      passageOf('# headtail'),
      { words: 'headtail', offset: 4 },
      'one',
      'two',
      'three'
    );
    expect(lines).toEqual(['# headone', 'two', 'threetail']);
    expect(caret).toBe('threetail');
    expect(pasted(passageOf('ab'), { words: 'ab', offset: 1 }, 'x').lines).toEqual(['axb']);
  });
  it('stand between the halves of a block where they are not', () => {
    const { lines, doc, caret } = pasted(
      passageOf('# headtail'),
      { words: 'headtail', offset: 4 },
      '- i1',
      '- i2'
    );
    expect(lines).toEqual(['# head', '- i1', '- i2', '# tail']);
    expect(caret).toBe('i2');
    expect(doc.child(0).attrs['id']).toBe('id-headtail');
    expect(pasted(passageOf('ab'), { words: 'ab', offset: 2 }, '- x').lines).toEqual(['ab', '- x']);
    expect(pasted(passageOf('ab'), { words: 'ab', offset: 0 }, '- x').lines).toEqual(['- x', 'ab']);
  });
});

describe('Markdown', () => {
  const blocks = (text: string): string[] => linesOf(schema.node('doc', null, markdownBlocks(schema, text)));

  it('becomes headings, lists, quotes, lines and paragraphs', () => {
    expect(
      blocks('# T\n\npara\nmore\n\n- a\n  - b\n- c\n\n1. x\n2. y\n\n> said\n\n---\n#### Deep\nend')
    ).toEqual([
      '# T',
      'para more',
      '- a',
      '  - b',
      '- c',
      '1. x',
      '1. y',
      '> said',
      '[rule]',
      '#### Deep',
      'end'
    ]);
  });
  it('becomes marks, and no link to a script', () => {
    const [first] = markdownBlocks(
      schema,
      '**b _i_** `c*d*` [l](https://x.org/a) [bad](javascript:alert(1)) ~~s~~ 2*3*4'
    );
    const marked = first?.children.map(
      (node) => `${node.marks.map(({ type }) => type.name).join('+')}:${node.text}`
    );
    expect(marked).toEqual([
      'bold:b ',
      'bold+italic:i',
      ': ',
      'code:c*d*',
      ': ',
      'link:l',
      ': [bad](javascript:alert(1)) ',
      'strike:s',
      ': 2',
      'italic:3',
      ':4'
    ]);
  });
  it('is not seen in ordinary text', () => {
    for (const text of ['One line.', 'Two\nlines', '- a single dash', 'a * b * c', '5 > 3', 'x_y_z and #1'])
      expect(looksLikeMarkdown(text)).toBe(false);
    for (const text of [
      '# T',
      '- a\n- b',
      '1. a\n2. b',
      '**b**',
      '[l](https://x.org)',
      '> said',
      'a\n---\nb'
    ])
      expect(looksLikeMarkdown(text)).toBe(true);
  });
});

it('plain text becomes a block a line, without the empty lines between paragraphs', () => {
  expect(linesOfText('a\nb\n')).toEqual(['a', 'b']);
  expect(linesOfText('a\r\n\r\nb')).toEqual(['a', 'b']);
});

it('addresses in text are found without the punctuation behind them', () => {
  expect(
    addressesIn('See https://x.org/a(b). 见https://y.cn/甲，and www.z.eu!').map(({ href }) => href)
  ).toEqual(['https://x.org/a(b', 'https://y.cn/甲', 'https://www.z.eu']);
});

it('a copy as plain text has the markers of its lists', () => {
  const doc = passageOf('a', '- b', '  - c', '1. d', '1. e', '> f');
  expect(plainTextOf(new Slice(doc.content, 1, 1))).toBe('a\n\n• b\n  • c\n\n1. d\n2. e\n\nf');
});

describe('what has no room in its passage', () => {
  const paragraph = (letters: number): string =>
    `<p class="MsoNormal" style="margin:0">${'x'.repeat(letters)}</p>`;
  it('is known by its letters, whatever markup is around them', () => {
    expect(amountIn('', 'one\n\ntwo')).toEqual({ characters: 7, blocks: 1 });
    expect(
      amountIn(`<style>${'p{}'.repeat(99)}</style>${paragraph(20)}<!-- ${'-'.repeat(9)} -->`, '')
    ).toEqual({
      characters: 20,
      blocks: 0
    });
    expect(amountIn('<p>a &amp; b</p>', 'a & b').characters).toBe(5);
  });
  it('counts what the selection makes free', () => {
    const doc = new Y.Doc();
    openText(doc, root).applyDelta([{ insert: { block: 'a' } }, { insert: 'x'.repeat(400_000) }], {
      sanitize: false
    });
    const editor = new HeadlessEditor(doc);
    expect(roomAt(editor.binding, editor.state)).toEqual({ characters: 99_999, blocks: 4_999 });
    editor.dispatch(editor.state.tr.setSelection(TextSelection.create(editor.state.doc, 1, 100_001)));
    expect(roomAt(editor.binding, editor.state)).toEqual({ characters: 199_999, blocks: 4_999 });
  });
  it('is told with how much of it there is, and how much would fit', () => {
    const room = { characters: 100, blocks: 2 };
    expect(excessOf({ characters: 100, blocks: 2 }, room)).toBeNull();
    expect(excessOf({ characters: 101, blocks: 0 }, room)).toEqual({
      of: 'characters',
      size: 101,
      room: 100
    });
    expect(excessOf({ characters: 9, blocks: 3 }, room)).toEqual({ of: 'blocks', size: 3, room: 2 });
  });
});
