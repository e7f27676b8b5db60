import { describe, expect, it } from 'vitest';
import { areBlocks } from '#document/are-blocks.ts';
import type { Block } from '#document/blocks.ts';
import { isPassageWritten, sectionContent } from '#document/content.ts';
import { newDoc } from '#document/new-doc.ts';
import { countOf, isBlank, plainText } from '#base/plain.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { writeBlocks, writePassages } from '#document/sequence/write-passages.ts';
import type { ContentNode } from '#base/content.ts';
import { copyOf, docOf, read } from '#kit/doc-passages.ts';
import { treePassage, writeBlocks as writeTree } from '#kit/tree-text.ts';

const counter = () => {
  let n = 0;
  return () => `b${++n}`;
};

const everything: Block[] = [
  { kind: 'heading', level: 2, text: 'Funding' },
  {
    kind: 'paragraph',
    runs: [
      'The district ',
      { text: 'funds', bold: true },
      ' it',
      { footnote: 'Plan of 2012' },
      { break: true },
      'alone, see ',
      { text: 'here', link: 'https://example.org/a' }
    ]
  },
  {
    kind: 'list',
    items: [
      'One',
      [
        { kind: 'paragraph', text: 'Two' },
        { kind: 'list', ordered: true, items: ['Inner'] }
      ]
    ]
  },
  { kind: 'quote', blocks: [{ kind: 'paragraph', text: 'Said so' }] },
  { kind: 'table', header: ['Year', 'Value'], rows: [['2012', [{ text: '3', italic: true }]]] },
  { kind: 'figure', src: '/a.png', alt: 'A map', text: 'The map' },
  { kind: 'rule' }
];

const innermost = (node: ContentNode): ContentNode[] =>
  ['paragraph', 'heading', 'figure', 'horizontalRule'].includes(node.type)
    ? [node]
    : (node.content ?? []).flatMap(innermost);

describe('blocks written for a seed', () => {
  it('are a valid text of the schema, each block with an id of its own that never changes', () => {
    const doc = docOf(everything);
    const nodes = read(doc);
    expect(areBlocks(nodes)).toBe(true);
    const outside = nodes.filter(({ type }) => type !== 'table').flatMap(innermost);
    const ids = [...outside, ...nodes.filter(({ type }) => type === 'table')].map(
      ({ attrs }) => attrs?.['id']
    );
    expect(ids).toHaveLength(9);
    expect(ids.every((id) => typeof id === 'string')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(read(copyOf(doc))).toEqual(nodes);
  });

  it('pair the two languages block by block when they have the same shape', () => {
    const doc = newDoc();
    const en: Block[] = [
      { kind: 'heading', level: 2, text: 'Funding' },
      { kind: 'paragraph', text: 'None.' }
    ];
    const zh: Block[] = [
      { kind: 'heading', level: 2, text: '资金' },
      { kind: 'paragraph', text: '无。' }
    ];
    writePassages(doc, 'funding', { en, zh }, counter());
    const content = sectionContent(doc, 'funding');
    const attribute = (language: 'en' | 'zh', name: string) =>
      content[language].map(({ attrs }) => attrs?.[name]);
    expect(attribute('zh', 'counterpart')).toEqual(attribute('en', 'id'));
    expect(attribute('en', 'counterpart')).toEqual([undefined, undefined]);
  });

  it('write nothing where there is nothing to write, and are refused where the passage holds text', () => {
    const doc = docOf([]);
    expect(isBlank(read(doc))).toBe(true);
    const passage = openPassage(doc, 'a', 'en');
    passage.insert(0, 'x');
    expect(() => writeBlocks(doc, passage, everything, counter())).toThrow('empty');
  });
});

const lines = [
  'Funding',
  'The district funds it [Plan of 2012] alone, see here',
  'One',
  'Two',
  'Inner',
  'Said so',
  'Year',
  'Value',
  '2012',
  '3',
  'The map',
  ''
];

describe('a passage as plain text', () => {
  it('has a line for each innermost block', () => {
    expect(plainText(read(docOf(everything))).split('\n')).toEqual(lines);
  });

  it('of an ended generation is the same, whatever the form of its text', () => {
    const doc = newDoc();
    writeTree(treePassage(doc, 'a', 'en'), everything, counter());
    expect(plainText(read(doc)).split('\n')).toEqual(lines);
    expect(plainText(read(copyOf(doc))).split('\n')).toEqual(lines);
  });

  it('is blank while it holds nothing but a goal, and not with a picture', () => {
    expect(isBlank(read(docOf([{ kind: 'paragraph', runs: [{ goal: 'benefits' }] }])))).toBe(true);
    expect(isBlank(read(docOf([{ kind: 'figure', src: '', alt: '' }])))).toBe(false);
    for (const blocks of [
      [],
      [{ kind: 'paragraph', runs: [{ goal: 'benefits' }, ' '] }],
      [{ kind: 'figure', src: '', alt: '' }],
      everything
    ] as const satisfies readonly (readonly Block[])[]) {
      const doc = docOf([...blocks]);
      expect(isPassageWritten(doc, 'a', 'en')).toBe(!isBlank(read(doc)));
    }
  });

  it('is counted in words in English and in characters in Chinese', () => {
    expect(countOf('The city’s 1,200 sensors — all of them.', 'en')).toBe(7);
    expect(countOf('海淀区建设了 200 个 Wi-Fi 热点。', 'zh')).toBe(11);
  });
});
