/** Shows that nested texts become flat blocks and nested again, and which shapes change on the way. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { areBlocks } from '#document/are-blocks.ts';
import type { FlatBlock } from '#document/sequence/flat.ts';
import { flatten } from '#document/sequence/flatten.ts';
import { nest } from '#document/sequence/nest.ts';
import { pathAfter, type Level } from '#document/sequence/path.ts';
import { deepestQuote, defaultAttributes, type BlockAttributes } from '#document/sequence/shapes.ts';
import { textOfNode, type ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { counter, passages, withIds } from './random-trees.ts';

const there = (nodes: readonly ContentNode[]): FlatBlock[] => flatten(nodes, { newId: counter() });
const thereAndBack = (nodes: readonly ContentNode[]): ContentNode[] => nest(there(nodes));
const textOf = (nodes: readonly ContentNode[]): string => nodes.map(textOfNode).join('|');

const p = (text: string): ContentNode => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const item = (...content: ContentNode[]): ContentNode => ({ type: 'listItem', content });
const bullets = (...content: ContentNode[]): ContentNode => ({ type: 'bulletList', content });
const quote = (...content: ContentNode[]): ContentNode => ({ type: 'blockquote', content });

const isSame = (one: readonly ContentNode[], other: readonly ContentNode[]): boolean =>
  canonicalText(toCanonical(one)) === canonicalText(toCanonical(other));
const hasQuotesInARow = (nodes: readonly ContentNode[]): boolean =>
  nodes.some(
    ({ type, content = [] }, index) =>
      (type === 'blockquote' && nodes[index + 1]?.type === 'blockquote') || hasQuotesInARow(content)
  );

const depthOfQuotes = (nodes: readonly ContentNode[]): number =>
  Math.max(
    0,
    ...nodes.map(({ type, content = [] }) => depthOfQuotes(content) + (type === 'blockquote' ? 1 : 0))
  );

describe('a nested text', () => {
  it('is the same after it was made flat, unless two quotes follow each other or nest too deeply', () => {
    let [changed, all] = [0, 0];
    fc.assert(
      fc.property(
        passages().map((nodes) => withIds(nodes)),
        (nodes) => {
          const back = thereAndBack(nodes);
          all++;
          if (!isSame(back, nodes)) {
            changed++;
            expect(hasQuotesInARow(nodes) || depthOfQuotes(nodes) > deepestQuote).toBe(true);
          }
          expect(textOf(back.flatMap(innermost))).toBe(textOf(nodes.flatMap(innermost)));
          expect(areBlocks(back)).toBe(true);
        }
      ),
      { numRuns: 120, seed: 1 }
    );
    expect(changed / all).toBeLessThan(0.03);
  });

  it('gains an empty paragraph where an item begins with something else, and nothing else', () => {
    fc.assert(
      fc.property(
        passages({ anyFirst: true }).map((nodes) => withIds(nodes)),
        (nodes) => {
          const back = thereAndBack(nodes);
          expect(back.flatMap(innermost).filter(isIdentified)).toEqual(nodes.flatMap(innermost));
          expect(thereAndBack(back)).toEqual(back);
          expect(areBlocks(back)).toBe(true);
        }
      ),
      { numRuns: 60, seed: 2 }
    );
  });

  it.each<[string, ContentNode[]]>([
    ['two lists of one kind in a row', [bullets(item(p('a'))), bullets(item(p('b')))]],
    ['two quotes in a row', [quote(p('a')), quote(p('b'))]],
    ['a second quote that begins with a quote', [quote(p('a')), quote(quote(p('b')))]],
    [
      'a quote in an item, then a list in a quote',
      [bullets(item(p('a'), quote(p('b')))), quote(bullets(item(p('c'))))]
    ],
    [
      'an item with two paragraphs around a list',
      [bullets(item(p('a'), bullets(item(p('b'))), p('c')), item(p('d')))]
    ],
    [
      'a list in a quote in an item',
      [bullets(item(p('a'), quote(p('b'), bullets(item(p('c'))), p('d')), p('e')))]
    ]
  ])('is the same after it was made flat: %s', (_, nodes) => expect(thereAndBack(nodes)).toEqual(nodes));

  it('is changed in these shapes', () => {
    const id = (node: ContentNode, name: string): ContentNode => ({ ...node, attrs: { id: name } });
    expect(thereAndBack([quote(quote(p('a'))), quote(quote(p('b')))])).toEqual([
      quote(quote(p('a')), quote(p('b')))
    ]);
    expect(thereAndBack([bullets(item(quote(p('a'))))])).toEqual([
      bullets(item({ type: 'paragraph' }, quote(p('a'))))
    ]);
    expect(thereAndBack([id(bullets(id(item(p('a')), 'i')), 'l')])).toEqual([bullets(item(p('a')))]);
    expect(thereAndBack([quote(), bullets(), { type: 'bulletList', content: [item()] }])).toEqual([
      bullets(item({ type: 'paragraph' }))
    ]);
    expect(
      thereAndBack([
        { type: 'text', text: 'stray' },
        { type: 'video', content: [p('a')] }
      ])
    ).toEqual([p('stray'), p('a')]);
  });

  it('nests at most as deep as a list and a quote can be', () => {
    let deep = [p('x')];
    for (let depth = 0; depth < 40; depth++)
      deep = [depth % 2 ? quote(...deep) : bullets(item(p('y'), ...deep))];
    const back = thereAndBack(deep);
    expect(textOf(back.flatMap(innermost))).toBe(textOf(deep.flatMap(innermost)));
    expect(JSON.stringify(back).match(/blockquote/g)?.length).toBeLessThanOrEqual(20);
  });
});

const isIdentified = (node: ContentNode): boolean => node.attrs?.['id'] !== undefined;
/** Those of cells too. */
function innermost(node: ContentNode): ContentNode[] {
  return ['paragraph', 'heading', 'figure', 'horizontalRule'].includes(node.type)
    ? [node]
    : (node.content ?? []).flatMap(innermost);
}

const block = (id: string, attributes: Partial<BlockAttributes>): FlatBlock => ({
  kind: 'text',
  id,
  attributes: { ...defaultAttributes, ...attributes },
  content: [{ kind: 'text', text: id, marks: [] }]
});
const shape = (nodes: readonly ContentNode[]): unknown[] =>
  nodes.map(({ type, content = [], attrs }) =>
    type === 'paragraph' || type === 'heading' ? attrs?.['id'] : { [type]: shape(content) }
  );

describe('flat blocks', () => {
  it('nest at most one list deeper than the block before', () => {
    const blocks = [1, 4, 4, 3, 1].map((indent, index) => block(`b${index}`, { list: 'bullet', indent }));
    expect(shape(nest(blocks))).toEqual([
      {
        bulletList: [
          {
            listItem: [
              'b0',
              { bulletList: [{ listItem: ['b1'] }, { listItem: ['b2'] }, { listItem: ['b3'] }] }
            ]
          },
          { listItem: ['b4'] }
        ]
      }
    ]);
  });

  it('are in the lists and quotes that the text model describes', () => {
    const one = { list: 'bullet', indent: 1 } as const;
    const blocks = [
      block('One', one),
      block('more', { indent: 1 }),
      block('Two', { list: 'bullet', indent: 2 }),
      block('said', { indent: 1, quote: 1 }),
      block('Three', one),
      block('Four', { ...one, quote: 1 })
    ];
    expect(shape(nest(blocks))).toEqual([
      {
        bulletList: [
          { listItem: ['One', 'more', { bulletList: [{ listItem: ['Two'] }] }, { blockquote: ['said'] }] },
          { listItem: ['Three'] }
        ]
      },
      { blockquote: [{ bulletList: [{ listItem: ['Four'] }] }] }
    ]);
  });

  it('show an item as a paragraph, whatever its kind, and a heading that continues one', () => {
    const blocks = [
      block('a', { list: 'bullet', indent: 1, kind: 'h2' }),
      block('b', { indent: 1, kind: 'h3' }),
      block('c', { indent: 3 })
    ];
    expect(nest(blocks)).toMatchObject([
      {
        content: [
          {
            content: [{ type: 'paragraph' }, { type: 'heading', attrs: { level: 3 } }, { type: 'paragraph' }]
          }
        ]
      }
    ]);
  });

  it('nest in a form that an editor can have, whatever their attributes are, and stay so', () => {
    const attributes = fc.record({
      kind: fc.constantFrom('paragraph', 'h3'),
      list: fc.constantFrom(null, 'bullet', 'ordered'),
      indent: fc.nat(8),
      quote: fc.nat(4),
      apart: fc.boolean(),
      start: fc.constantFrom(1, 3)
    });
    fc.assert(
      fc.property(fc.array(attributes, { maxLength: 8 }), (all) => {
        const blocks = all.map((one, index) => block(`b${index}`, one as Partial<BlockAttributes>));
        const nodes = nest(blocks);
        expect(areBlocks(nodes)).toBe(true);
        expect(nodes.flatMap(innermost).map(({ attrs }) => attrs?.['id'])).toEqual(
          blocks.map(({ id }) => id)
        );
        let levels: readonly Level[] = [];
        const depths = blocks.map(({ attributes: own }) => {
          ({ levels } = pathAfter(levels, own as BlockAttributes));
          return levels.filter(({ kind }) => kind !== 'quote').length;
        });
        depths.forEach((depth, index) => expect(depth).toBeLessThanOrEqual((depths[index - 1] ?? 0) + 1));
      }),
      { numRuns: 150 }
    );
  });
});
