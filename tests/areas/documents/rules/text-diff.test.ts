import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { compareBlocks, compareSections, isChange, type ComparedBlock } from '#rules/documents/text-diff.ts';
import { changeMarks, sideOf, withoutChangeMarks } from '#rules/documents/change-marks.ts';
import { idOfNode, textOfNode, type ContentMark, type ContentNode } from '#base/content.ts';

const paragraph = (id: string, text: string, marks: readonly ContentMark[] = []): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: text === '' ? [] : [{ type: 'text', text: text, ...(marks.length > 0 ? { marks } : {}) }]
});

/** Renders the text of a block with deletions as [-…] and insertions as [+…]. */
function textOf(node: ContentNode): string {
  if (node.text === undefined) return (node.content ?? []).map(textOf).join('');
  const has = (type: string): boolean => node.marks?.some((mark) => mark.type === type) ?? false;
  if (has(changeMarks.deleted)) return `[-${node.text}]`;
  if (has(changeMarks.inserted)) return `[+${node.text}]`;
  return has(changeMarks.reformatted) ? `[~${node.text}]` : node.text;
}
const line = ({ id, kind, moved, node }: ComparedBlock): string =>
  `${id} ${kind}${moved ? ` moved ${moved}` : ''}: ${textOf(node)}`;
const lines = (before: readonly ContentNode[], after: readonly ContentNode[]): string[] =>
  compareBlocks(before, after).map(line);
const changeOf = (before: string, after: string): string =>
  textOf(compareBlocks([paragraph('p', before)], [paragraph('p', after)])[0]?.node ?? paragraph('p', ''));

describe('what has changed within a block', () => {
  it('is told by words in English', () => {
    expect(changeOf('The city funds twelve schools.', 'The city and its region fund twelve schools.')).toBe(
      'The city [-funds][+and its region fund] twelve schools.'
    );
    expect(changeOf('Costs rose by 3.5 million.', 'Costs rose by 3.7 million.')).toBe(
      'Costs rose by [-3.5][+3.7] million.'
    );
  });

  it('is told by characters in Chinese', () => {
    expect(changeOf('海淀区建设了十二所学校。', '海淀区新建了十五所学校。')).toBe(
      '海淀区[+新]建[-设]了十[-二][+五]所学校。'
    );
  });

  it('takes words in letters as words where they stand in Chinese', () => {
    expect(changeOf('采用TD-LTE网络覆盖全区', '采用TD-SCDMA网络覆盖全区')).toBe(
      '采用TD-[-LTE][+SCDMA]网络覆盖全区'
    );
    expect(changeOf('全区有Wi-Fi热点1200个', '全区有Wi-Fi热点1500个')).toBe(
      '全区有Wi-Fi热点[-1200][+1500]个'
    );
  });

  it('is noticed where only its look has changed', () => {
    const [block] = compareBlocks(
      [paragraph('p', 'Funding is shared')],
      [paragraph('p', 'Funding is shared', [{ type: 'bold' }])]
    );
    expect(block && line(block)).toBe('p reformatted: [~Funding is shared]');
    const heading: ContentNode = {
      type: 'heading',
      attrs: { id: 'p' },
      content: [{ type: 'text', text: 'Funding' }]
    };
    expect(lines([paragraph('p', 'Funding')], [heading])).toEqual(['p reformatted: Funding']);
  });

  it('is told cell by cell in a table, and item by item in a list', () => {
    const table = (cells: readonly string[]): ContentNode => ({
      type: 'table',
      attrs: { id: 't' },
      content: [
        {
          type: 'tableRow',
          attrs: { id: 'r' },
          content: cells.map((text, n) => ({
            type: 'tableCell',
            attrs: { id: `c${n}` },
            content: [paragraph(`p${n}`, text)]
          }))
        }
      ]
    });
    expect(
      lines([table(['2012', 'three schools', 'own'])], [table(['2013', 'three schools', 'own'])])
    ).toEqual(['t changed: [-2012][+2013]three schoolsown']);
    const list = (items: readonly [string, string][]): ContentNode => ({
      type: 'bulletList',
      attrs: { id: 'l' },
      content: items.map(([id, text]) => ({
        type: 'listItem',
        attrs: { id },
        content: [paragraph(`p${id}`, text)]
      }))
    });
    expect(
      lines(
        [
          list([
            ['a', 'one'],
            ['b', 'two']
          ])
        ],
        [
          list([
            ['a', 'one'],
            ['c', 'between'],
            ['b', 'two']
          ])
        ]
      )
    ).toEqual(['l changed: one[+between]two']);
  });
});

describe('what has changed among blocks', () => {
  const [a, b, c, d] = [
    paragraph('a', 'Alpha stands first'),
    paragraph('b', 'Beta comes next'),
    paragraph('c', 'Gamma is third'),
    paragraph('d', 'Delta ends it')
  ];

  it('tells what came and what went', () => {
    expect(lines([a, b, c], [a, c, d])).toEqual([
      'a same: Alpha stands first',
      'b deleted: [-Beta comes next]',
      'c same: Gamma is third',
      'd inserted: [+Delta ends it]'
    ]);
  });

  it('tells a block that moved where it stands now and where it stood', () => {
    expect(lines([a, b, c, d], [b, c, a, d])).toEqual([
      'a same moved from: [-Alpha stands first]',
      'b same: Beta comes next',
      'c same: Gamma is third',
      'a same moved to: Alpha stands first',
      'd same: Delta ends it'
    ]);
  });

  it('tells the words that changed in a block that moved', () => {
    const changed = paragraph('a', 'Alpha stands last');
    expect(lines([a, b, c], [b, c, changed])).toEqual([
      'a same moved from: [-Alpha stands first]',
      'b same: Beta comes next',
      'c same: Gamma is third',
      'a changed moved to: Alpha stands [-first][+last]'
    ]);
  });

  it('knows a block again by its words where it has a new id', () => {
    const again = paragraph('x', 'Beta comes next year');
    expect(lines([a, b, c], [a, again, c])[1]).toBe('x changed: Beta comes next[+ year]');
  });

  it('says of sections that came or went that all of them did', () => {
    const section = (id: string, en: readonly ContentNode[]) => ({ id, en, zh: [] });
    const compared = compareSections(
      [section('one', [a]), section('gone', [b])],
      [section('one', [a]), section('new', [c])]
    );
    expect(compared.map(({ id, en }) => `${id}: ${en.map(({ kind }) => kind).join()}`)).toEqual([
      'one: same',
      'new: inserted',
      'gone: deleted'
    ]);
  });
});

describe('any comparison', () => {
  const text = fc
    .array(fc.constantFrom('city', 'plan', ' ', '智', '慧', '城', '，', '12', '.'), { maxLength: 20 })
    .map((all) => all.join(''));
  const block = fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd'), text, fc.boolean())
    .map(([id, text, bold]) => paragraph(id, text, bold ? [{ type: 'bold' }] : []));
  const passage = fc.uniqueArray(block, { selector: (node) => idOfNode(node, ''), maxLength: 4 });

  it('leads to the new text by what stayed and came, and to the old one by what stayed and went', () => {
    fc.assert(
      fc.property(passage, passage, (before, after) => {
        const blocks = compareBlocks(before, after);
        const side = (which: 'before' | 'after') =>
          blocks.flatMap((one) => {
            if (which === 'after' ? one.after === null : one.moved === 'to') return [];
            const node =
              which === 'before' && one.moved === 'from'
                ? withoutChangeMarks(one.node)
                : sideOf(one.node, which);
            return node && (which === 'after' || one.before !== null)
              ? [textOfNode(withoutChangeMarks(node))]
              : [];
          });
        expect(side('after')).toEqual(after.map(textOfNode));
        expect(side('before').sort()).toEqual(
          before
            .flatMap((node) => {
              const movedHere = blocks.find((one) => one.moved === 'from' && one.before === node);
              return movedHere || blocks.some((one) => one.before === node && one.moved !== 'to')
                ? [textOfNode(node)]
                : [];
            })
            .sort()
        );
      }),
      { numRuns: 300 }
    );
  });

  it('finds nothing where nothing differs', () => {
    fc.assert(
      fc.property(passage, (nodes) => {
        expect(compareBlocks(nodes, nodes).filter(isChange)).toEqual([]);
      })
    );
  });

  // A comparison of all pairs of words would not end within the limit of a test.
  it('of two quite different texts of ten thousand words comes to an end', () => {
    const text = (seed: number): ContentNode[] =>
      Array.from({ length: 100 }, (_, n) =>
        paragraph(
          `p${n}`,
          Array.from({ length: 100 }, (__, index) => `word${(n * 31 + index * seed) % 977}`).join(' ')
        )
      );
    const [before, after] = [text(7), text(11)];
    expect(compareBlocks(before, after).length).toBeGreaterThanOrEqual(100);
  });
});
