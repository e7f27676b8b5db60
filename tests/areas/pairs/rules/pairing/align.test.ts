/** Two texts without pairs are aligned by proposal: what says the same is found together, and what is alone stays so. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chanceOf, type Chance } from '#base/chance.ts';
import { pairsOf } from '#rules/pairs/pairs.ts';
import { unitsOf as unitsOfText } from '#rules/pairs/units.ts';
import { align, proposedPairs, type AlignedUnit } from '#rules/pairs/pairing/align.ts';
import { proposePairs } from '#rules/pairs/pairing/propose.ts';
import { readSeed } from '#server/seeds/read.ts';
import { chapterTexts, findingsOf, type PairedBlock } from '#server/areas/demo/store/passages.ts';

interface Both {
  readonly en: AlignedUnit;
  readonly zh: AlignedUnit;
}

const terms = readSeed('glossary').terms;
const unitsOf = (block: PairedBlock): Both[] => {
  const both = ({ en, zh }: { en: string; zh: string }, kind: AlignedUnit['kind']): Both => ({
    en: { text: en, kind },
    zh: { text: zh, kind }
  });
  if (block.kind === 'list') return block.items.map((item) => both(item, 'item'));
  return [both(block.text, block.kind === 'heading' ? 'heading' : 'paragraph')];
};
const isWhole = ({ en, zh }: Both): boolean => en.text !== '' && zh.text !== '';
/** Holds the texts of the demo that have at least four units in both languages. */
const demo: readonly (readonly Both[])[] = [
  ...chapterTexts().map(({ body }) => body),
  ...readdirSync('server/seeds/findings').map((file) =>
    Object.values(findingsOf(file.replace('.json', ''))).flat()
  )
]
  .map((blocks) => blocks.flatMap(unitsOf).filter(isWhole))
  .filter(({ length }) => length >= 4);
const all = demo.flat();

const aligned = (en: readonly AlignedUnit[], zh: readonly AlignedUnit[]): string[] =>
  proposedPairs(align(en, zh, terms), en, zh).map((pair) => `${pair.en} ${pair.zh}`);

/** Returns how many of the pairs that there are were found, and how many of those that were found are right. */
function scoreOf(found: readonly string[], wanted: readonly string[]): { recall: number; precision: number } {
  const right = found.filter((pair) => wanted.includes(pair)).length;
  return { recall: right / wanted.length, precision: found.length === 0 ? 1 : right / found.length };
}

const pick = (chance: Chance, count: number): number => Math.floor(chance() * count);

describe('two texts without pairs are aligned by proposal', () => {
  it('pairs every block of the texts of the demo with its own', () => {
    for (const pairs of demo) {
      const found = aligned(
        pairs.map(({ en }) => en),
        pairs.map(({ zh }) => zh)
      );
      expect(found).toEqual(pairs.map((_, index) => `${index} ${index}`));
    }
  });

  it('finds nearly every pair again where blocks of either language are missing', () => {
    const scores = Array.from({ length: 60 }, (_, seed) => {
      const chance = chanceOf(seed);
      const kept = all.map((pair) => ({ ...pair, keeps: chance() }));
      const english = kept.flatMap(({ en, keeps }, index) => (keeps < 0.08 ? [] : [{ en, at: index }]));
      const chinese = kept.flatMap(({ zh, keeps }, index) => (keeps > 0.92 ? [] : [{ zh, at: index }]));
      const wanted = english.flatMap(({ at }, row) => {
        const other = chinese.findIndex((one) => one.at === at);
        return other < 0 ? [] : [`${row} ${other}`];
      });
      return scoreOf(
        aligned(
          english.map(({ en }) => en),
          chinese.map(({ zh }) => zh)
        ),
        wanted
      );
    });
    const least = (of: 'recall' | 'precision'): number => Math.min(...scores.map((score) => score[of]));
    const mean = (of: 'recall' | 'precision'): number =>
      scores.reduce((sum, score) => sum + score[of], 0) / scores.length;
    expect(mean('recall')).toBeGreaterThan(0.965);
    expect(mean('precision')).toBeGreaterThan(0.96);
    expect(least('recall')).toBeGreaterThan(0.9);
    expect(least('precision')).toBeGreaterThan(0.88);
  });

  it('pairs a block that the other language split with the longer part, and the rest as before', () => {
    let [right, count] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      const chance = chanceOf(seed);
      const pairs = demo[pick(chance, demo.length)] ?? [];
      const at = pick(chance, pairs.length);
      const { text, kind } = pairs[at]?.zh ?? { text: '', kind: 'paragraph' };
      const border = text.indexOf('。') + 1;
      if (kind !== 'paragraph' || border < 8 || border > text.length - 8) continue;
      const chinese = pairs.map(({ zh }) => zh);
      chinese.splice(at, 1, { text: text.slice(0, border), kind }, { text: text.slice(border), kind });
      const groups = align(
        pairs.map(({ en }) => en),
        chinese,
        terms
      );
      count += 1;
      if (groups.some((group) => group.en.join() === `${at}` && group.zh.join() === `${at},${at + 1}`))
        right += 1;
    }
    expect(count).toBeGreaterThan(20);
    expect(right / count).toBeGreaterThan(0.9);
  });

  it('finds a block that stands elsewhere in the other text by its figures', () => {
    const blocks = [
      ['The city lies on the coast.', '该市位于沿海。'],
      ['GDP reached CNY 349.79 billion in 2012.', '2012年地区生产总值达3,497.9亿元。'],
      ['The administration is small.', '行政机构精简。'],
      ['Residents are content with the services that they are offered.', '居民对所提供的服务表示满意。'],
      ['The plan names no one who is responsible for it.', '规划未写明责任主体。']
    ] as const;
    const en = blocks.map(([text]) => ({ text, kind: 'paragraph' }) as const);
    const zh = [0, 2, 3, 4, 1].map((at) => ({ text: blocks[at]?.[1] ?? '', kind: 'paragraph' }) as const);
    expect(aligned(en, zh).toSorted()).toEqual(['0 0', '1 4', '2 1', '3 2', '4 3']);
  });

  it('finds a number that one language counts as a multiple: 14 times and 14次', () => {
    const paragraph = (text: string): AlignedUnit => ({ text, kind: 'paragraph' });
    const en = ['Citizens were heard 14 times.', 'Nothing is known of the costs.'].map(paragraph);
    expect(aligned(en, [paragraph('14次听取市民意见。')])).toEqual(['0 0']);
  });

  it('never pairs a table with a paragraph, and a heading with one only where nothing else is possible', () => {
    const en: AlignedUnit[] = [
      { text: 'Governance', kind: 'heading' },
      { text: 'Year 2012', kind: 'table' }
    ];
    const zh: AlignedUnit[] = [
      { text: '该区设有领导小组。', kind: 'paragraph' },
      { text: '2012年', kind: 'paragraph' }
    ];
    expect(aligned(en, zh)).toEqual([]);
  });

  it('reads empty texts and texts of one language', () => {
    expect(align([], [])).toEqual([]);
    expect(align([{ text: 'One', kind: 'paragraph' }], [])).toEqual([{ en: [0], zh: [] }]);
    expect(align([], [{ text: '一', kind: 'paragraph' }])).toEqual([{ en: [], zh: [0] }]);
  });

  it('aligns 400 blocks and holds every block once', () => {
    const pairs = Array.from({ length: 400 }, (_, index) => all[index % all.length] as Both);
    const en = pairs.map((pair) => pair.en);
    const zh = pairs.slice(20).map((pair) => pair.zh);
    const groups = align(en, zh, terms);
    expect(groups.flatMap((group) => group.en).toSorted((a, b) => a - b)).toEqual(
      en.map((_, index) => index)
    );
    expect(groups.flatMap((group) => group.zh).toSorted((a, b) => a - b)).toEqual(
      zh.map((_, index) => index)
    );
  });

  it('leaves what is paired as it is, and proposes nothing across it', () => {
    const paragraph = (id: string, text: string, counterpart: string | null = null) => ({
      type: 'paragraph',
      attrs: { id, counterpart },
      content: [{ type: 'text', text }]
    });
    const en = [
      paragraph('a', 'The district opens its data in 2013.'),
      paragraph('b', 'Nobody else does.', 'y'),
      paragraph('c', 'In 2015 the plan ends.')
    ];
    const zh = [
      paragraph('x', '2015年规划期满。'),
      paragraph('y', '其他地区均未如此。', 'b'),
      paragraph('z', '2013年该区开放数据。')
    ];
    const units = { section: 's', en: unitsOfText(en, 'en'), zh: unitsOfText(zh, 'zh') };
    const proposed = proposePairs(units, pairsOf(units));
    expect(proposed.map((pair) => `${pair.en.id} ${pair.zh.id}`)).not.toContain('a z');
    expect(proposed.flatMap((pair) => [pair.en.id, pair.zh.id])).not.toContain('b');
  });
});
