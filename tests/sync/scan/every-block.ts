/** Lists blocks and runs of every kind, as seeds and imports write them. */
import type { Block } from '#document/blocks.ts';

/** `src` is where the picture of the figure comes from. */
export const everyBlock = (src: string): Block[] => [
  { kind: 'heading', level: 2, text: 'Strategy' },
  {
    kind: 'paragraph',
    runs: [
      'Plain, ',
      { text: 'bold', bold: true },
      { break: true },
      { text: 'site', link: 'https://example.org/' },
      { footnote: 'Note.' },
      { grade: 'governance' },
      { grade: 'smart-city-strategy', city: 'haidian' },
      { goal: 'good-practice' }
    ]
  },
  {
    kind: 'list',
    ordered: true,
    items: [
      'one',
      [
        { kind: 'paragraph', text: 'two' },
        { kind: 'quote', blocks: [{ kind: 'paragraph', text: 'said' }] }
      ]
    ]
  },
  {
    kind: 'table',
    header: ['a', 'b'],
    rows: [
      ['1', '2'],
      ['3', ['4']]
    ]
  },
  { kind: 'figure', src, alt: '海淀', text: 'Map' },
  { kind: 'rule' }
];
