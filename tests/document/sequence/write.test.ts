/** Shows that what is written into an empty passage is read again, with the ids that were given. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Block } from '#document/blocks.ts';
import { sectionContent } from '#document/content.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { nest } from '#document/sequence/nest.ts';
import { evenPositions, inOrder, positionBetween } from '#document/sequence/positions.ts';
import { readBlocks } from '#document/sequence/read.ts';
import { openPassage } from '#document/sequence/roots.ts';
import { isPosition } from '#document/sequence/tables.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { writeFlat } from '#document/sequence/write.ts';
import type { ContentNode } from '#base/content.ts';
import { writePassages as writeTrees } from '#kit/tree-text.ts';
import { counter, passages, withIds } from './random-trees.ts';

describe('flat blocks that are written into an empty passage', () => {
  it('are read as they were written, by every replica', () => {
    fc.assert(
      fc.property(
        passages().map((nodes) => withIds(nodes)),
        (nodes) => {
          const newId = counter();
          const blocks = flatten(nodes, { newId });
          const doc = new Y.Doc();
          const ids = writeFlat(doc, openPassage(doc, 'a', 'en'), blocks, { newId });
          const other = new Y.Doc();
          Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
          const read = readBlocks(other, openPassage(other, 'a', 'en'));
          expect(nest(read)).toEqual(nest(blocks));
          if (nodes.length > 0) {
            expect(read).toEqual(blocks);
            expect(read.map(({ id }) => id)).toEqual(ids);
          }
        }
      ),
      { numRuns: 40 }
    );
  });

  it('are refused where the passage holds anything', () => {
    const doc = new Y.Doc();
    openPassage(doc, 'a', 'en').insert(0, 'x');
    expect(() => writeFlat(doc, openPassage(doc, 'a', 'en'), [], { newId: counter() })).toThrow('empty');
  });

  it('have no mark that reaches into the next block', () => {
    const doc = new Y.Doc();
    const text = openPassage(doc, 'a', 'en');
    const bold: ContentNode = {
      type: 'paragraph',
      content: [{ type: 'text', text: 'x', marks: [{ type: 'bold' }] }]
    };
    const newId = counter();
    writeFlat(doc, text, flatten([bold, { type: 'paragraph' }], { newId }), { newId });
    text.insert(text.length, 'y');
    expect(nest(readBlocks(doc, text))[1]?.content).toEqual([{ type: 'text', text: 'y' }]);
  });
});

const blocks: Block[] = [
  { kind: 'heading', level: 3, text: 'Governance', id: 'h' },
  {
    kind: 'paragraph',
    runs: [
      'Plan ',
      { text: 'A', bold: true, link: 'https://example.org' },
      { footnote: 'Page 2' },
      { break: true }
    ]
  },
  {
    kind: 'list',
    ordered: true,
    id: 'l',
    items: [
      'one',
      [
        { kind: 'paragraph', text: 'two' },
        { kind: 'quote', blocks: [] }
      ]
    ]
  },
  {
    kind: 'table',
    header: ['a', 'b'],
    rows: [
      ['c', [{ goal: 'benefits' }]],
      ['d', '']
    ]
  },
  { kind: 'figure', src: 'data:image/png;base64,AA==', alt: 'Map', text: 'A map' },
  { kind: 'rule' },
  { kind: 'quote', blocks: [{ kind: 'paragraph', runs: [{ grade: 'funding', city: 'haidian' }] }] }
];
const withoutIds = (nodes: readonly ContentNode[]): unknown =>
  JSON.parse(
    JSON.stringify(nodes, (key, value: unknown) =>
      key === 'id' || key === 'counterpart' ? undefined : value
    ).replaceAll(',"attrs":{}', '')
  );

describe('structured blocks', () => {
  it('give the same text as they gave as a tree', () => {
    const [doc, tree] = [new Y.Doc(), new Y.Doc()];
    writePassages(doc, 'a', { en: blocks, zh: blocks }, counter());
    writeTrees(tree, 'a', { en: blocks, zh: blocks }, counter());
    expect(withoutIds(nest(readBlocks(doc, openPassage(doc, 'a', 'zh'))))).toEqual(
      withoutIds(sectionContent(tree, 'a').zh)
    );
  });

  it('name the block of the other language that says the same', () => {
    const doc = new Y.Doc();
    const list = (...items: string[]): Block => ({ kind: 'list', items });
    const p: Block = { kind: 'paragraph', text: 'x' };
    writePassages(
      doc,
      'a',
      { en: [p, list('a', 'b'), list('c')], zh: [p, list('1', '2'), list('3', '4')] },
      counter('i')
    );
    const read = (language: 'en' | 'zh') => readBlocks(doc, openPassage(doc, 'a', language));
    expect(read('en').map(({ id, attributes }) => [id, attributes.counterpart])).toEqual([
      ['i1', null],
      ['i2', null],
      ['i3', null],
      ['i4', null]
    ]);
    expect(read('zh').map(({ attributes }) => attributes.counterpart)).toEqual([
      'i1',
      'i2',
      'i3',
      'i4',
      null
    ]);
  });
});

describe('positions of rows and columns', () => {
  it('sort as the lines do, and leave room between any two', () => {
    for (const count of [0, 1, 61, 62, 63, 1_000]) {
      const positions = evenPositions(count);
      expect([...positions].sort()).toEqual(positions);
      expect(new Set(positions).size).toBe(count);
      expect(positions.every(isPosition)).toBe(true);
    }
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }), (places) => {
        const line: string[] = [];
        for (const place of places) {
          const at = place % (line.length + 1);
          const position = positionBetween(line[at - 1] ?? '', line[at] ?? null);
          expect(isPosition(position)).toBe(true);
          line.splice(at, 0, position);
        }
        expect([...line].sort()).toEqual(line);
        expect(new Set(line).size).toBe(line.length);
      })
    );
  });

  it('stay as they are where the order allows it', () => {
    expect(inOrder(['b', 'd', 'f'])).toEqual(['b', 'd', 'f']);
    const position = fc.option(fc.constantFrom('1', '5', '5V', 'b', 'd', 'zz'), { nil: null });
    fc.assert(
      fc.property(fc.array(position, { maxLength: 8 }), (given) => {
        const positions = inOrder(given);
        expect([...positions].sort()).toEqual(positions);
        expect(new Set(positions).size).toBe(given.length);
        if (given.length > 0 && given.some((one) => one !== null))
          expect(positions.some((one, index) => one === given[index])).toBe(true);
      })
    );
    expect(positionBetween('b', 'b') > 'b').toBe(true);
  });
});
