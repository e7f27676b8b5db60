import { describe, expect, it } from 'vitest';
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { writeBlocks, writePassages, type Block } from '#document/blocks.ts';
import { passage } from '#document/narrative.ts';
import { countOf, isBlank, plainText } from '#document/plain.ts';
import { richtext } from '#document/richtext.ts';

const counter = () => {
  let n = 0;
  return () => `b${++n}`;
};

const everything: Block[] = [
  { type: 'heading', level: 2, text: 'Funding' },
  {
    type: 'paragraph',
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
    type: 'list',
    items: [
      'One',
      [
        { type: 'paragraph', text: 'Two' },
        { type: 'list', ordered: true, items: ['Inner'] }
      ]
    ]
  },
  { type: 'quote', blocks: [{ type: 'paragraph', text: 'Said so' }] },
  { type: 'table', header: ['Year', 'Value'], rows: [['2012', [{ text: '3', italic: true }]]] },
  { type: 'figure', src: '/a.png', alt: 'A map', text: 'The map' },
  { type: 'rule' }
];

describe('blocks written for a seed', () => {
  it('are a valid document of the schema, each block with an id of its own', () => {
    const doc = new Y.Doc();
    const fragment = passage(doc, 'governance', 'en');
    writeBlocks(fragment, everything, counter());
    const root = yXmlFragmentToProseMirrorRootNode(fragment, richtext);
    root.check();
    const ids: unknown[] = [];
    root.descendants((node) => {
      if (node.isBlock) ids.push(node.attrs['id']);
    });
    expect(ids.length).toBe(25);
    expect(ids.every((id) => typeof id === 'string')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('pair the two languages block by block when they have the same shape', () => {
    const doc = new Y.Doc();
    const en: Block[] = [
      { type: 'heading', level: 2, text: 'Funding' },
      { type: 'paragraph', text: 'None.' }
    ];
    const zh: Block[] = [
      { type: 'heading', level: 2, text: '资金' },
      { type: 'paragraph', text: '无。' }
    ];
    writePassages(doc, 'funding', { en, zh }, counter());
    const attribute = (language: 'en' | 'zh', name: string) =>
      passage(doc, 'funding', language)
        .toArray()
        .map((block) => (block as Y.XmlElement).getAttribute(name));
    expect(attribute('zh', 'counterpart')).toEqual(attribute('en', 'id'));
    expect(attribute('en', 'counterpart')).toEqual([undefined, undefined]);
  });

  it('leave one empty paragraph where there is nothing to write, and refuse a passage that holds text', () => {
    const doc = new Y.Doc();
    const fragment = passage(doc, 'a', 'en');
    writeBlocks(fragment, [], counter());
    expect(fragment.length).toBe(1);
    expect(isBlank(fragment)).toBe(true);
    expect(() => writeBlocks(fragment, [], counter())).toThrow();
  });
});

describe('a passage as plain text', () => {
  it('has a line for each innermost block', () => {
    const doc = new Y.Doc();
    const fragment = passage(doc, 'a', 'en');
    writeBlocks(fragment, everything, counter());
    expect(plainText(fragment).split('\n')).toEqual([
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
    ]);
  });

  it('is counted in words in English and in characters in Chinese', () => {
    expect(countOf('The city’s 1,200 sensors — all of them.', 'en')).toBe(7);
    expect(countOf('海淀区建设了 200 个 Wi-Fi 热点。', 'zh')).toBe(11);
  });
});
