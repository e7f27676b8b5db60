/** Shows the figures of docs/two-languages.md, and R220 as far as names of cities and plans are recognised. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Bilingual } from '#base/locale.ts';
import { checkParity } from '#rules/pairs/parity/check.ts';
import type { ParityFinding } from '#rules/pairs/parity/finding.ts';
import { indexNames, namesOfCity } from '#rules/pairs/parity/names.ts';
import { plantedKinds, plantedNames, plantedPair, type PlantedPair } from '#kit/planted-figures.ts';
import { agreeing, differing } from './tuning-pairs.ts';

const seeds = fileURLToPath(new URL('../../../../../server/seeds/', import.meta.url));
const readSeed = (file: string): unknown => JSON.parse(readFileSync(seeds + file, 'utf8'));
const cities = (readSeed('cities.json') as { cities: { name: Bilingual }[] }).cities;
const names = indexNames([
  ...cities.map(({ name }) => namesOfCity(name)),
  { en: ['Horizon 2020'], zh: ['地平线2020'] }
]);

const check = (en: string, zh: string): ParityFinding[] => checkParity({ text: en }, { text: zh }, names);
const line = ({ kind, en, zh }: ParityFinding): string => `${kind}: ${en?.text ?? '–'} | ${zh?.text ?? '–'}`;

/** Returns every text of the demo study that is there in both languages. */
function demoPairs(): Bilingual[] {
  const pairs = new Map<string, Bilingual>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { en, zh } = value as Partial<Bilingual>;
    if (typeof en === 'string' && typeof zh === 'string' && en.trim() !== '' && zh.trim() !== '')
      pairs.set(`${en}\n${zh}`, { en, zh });
    Object.values(value).forEach(walk);
  };
  for (const file of readdirSync(seeds, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.json')) walk(readSeed(file));
  return [...pairs.values()];
}

describe('two passages that say the same give no warning', () => {
  it.each(agreeing)('%s / %s', (en, zh) => {
    expect(check(en, zh).map(line)).toEqual([]);
  });

  it('where a city whose full name begins with its level is called by its name alone', () => {
    const index = indexNames([namesOfCity({ en: 'City of London', zh: '伦敦市' })]);
    const said = checkParity(
      { text: 'As in London, two years pass.' },
      { text: '如伦敦，历时两年。' },
      index
    );
    expect(said.map(line)).toEqual([]);
  });

  it('in any text of the demo study', () => {
    const pairs = demoPairs();
    expect(pairs.length).toBeGreaterThan(1500);
    expect(pairs.flatMap(({ en, zh }) => check(en, zh).map((finding) => `${line(finding)}: ${en}`))).toEqual(
      []
    );
  });

  it('and one that is not translated yet is no matter of its figures', () => {
    expect(check('CNY 5 million in 2013', ' ')).toEqual([]);
  });
});

describe('a difference between two passages is found, and nothing else', () => {
  it.each(differing)('%s: %s / %s', (kind, en, zh) => {
    expect(check(en, zh).map((finding) => finding.kind)).toEqual([kind]);
  });

  it('and none where a sum stands before its share', () => {
    const found = checkParity(
      { text: 'Of 12.5 million euros, half comes from the town.' },
      { text: '在1250万欧元中，一半来自市财政。' }
    );
    expect(found).toEqual([]);
  });
  it('once, where each passage has one figure that the other lacks, wherever it stands', () => {
    const found = checkParity(
      { text: 'The strategy, which the council adopted in the spring, consists of six strands.' },
      { text: '战略包括五个方面，由区政府春季通过。' }
    );
    expect(found.map(({ kind, en, zh }) => [kind, en?.text, zh?.text])).toEqual([['value', 'six', '五']]);
  });
  it('with what both passages say, where, and how it was read', () => {
    const [en, zh] = [
      'The plan of 2012 sets aside CNY 349.79 billion.',
      '2012年的规划安排３４９．７９亿元。'
    ];
    const [finding] = check(en, zh);
    expect(finding).toMatchObject({
      kind: 'value',
      en: { text: 'CNY 349.79 billion', value: 349_790_000_000, unit: 'CNY' },
      zh: { text: '３４９．７９亿元', value: 34_979_000_000, unit: 'CNY' }
    });
    expect(en.slice(finding?.en?.from, finding?.en?.to)).toBe('CNY 349.79 billion');
    expect(zh.slice(finding?.zh?.from, finding?.zh?.to)).toBe('３４９．７９亿元');
  });

  it('with the lists of the blocks, where they are known', () => {
    const passage = (text: string, length: number) => ({
      text,
      lists: [{ from: 0, to: text.length, length }]
    });
    const findings = checkParity(passage('Water\nPower\nGas', 3), passage('水\n电', 2));
    expect(findings.map(({ kind, en, zh }) => [kind, en?.value, zh?.value])).toEqual([['list', 3, 2]]);
  });
});

describe('a finding that was accepted', () => {
  const [en, zh] = ['Nine departments, 366 buildings and 366 pumps', '八个部门、356栋建筑和356台水泵'];
  const keys = (findings: readonly ParityFinding[]): string[] => findings.map(({ key }) => key);

  it('has a key of its own, which stays while both passages do', () => {
    const first = keys(check(en, zh));
    expect(new Set(first).size).toBe(3);
    expect(keys(check(en, zh))).toEqual(first);
  });

  it('is asked about again when either passage has changed', () => {
    const before = new Set(keys(check(en, zh)));
    expect(keys(check(`${en}.`, zh)).filter((key) => before.has(key))).toEqual([]);
    expect(keys(check(en, `${zh}。`)).filter((key) => before.has(key))).toEqual([]);
  });
});

describe('faults that a seed plants', () => {
  const planted = indexNames(plantedNames);
  const overlap = (
    one: { readonly from: number; readonly to: number } | null,
    other: { readonly from: number; readonly to: number } | null
  ): boolean => one !== null && other !== null && one.from < other.to && other.from < one.to;
  const isFound = ({ en, zh, fault }: PlantedPair): boolean =>
    checkParity({ text: en }, { text: zh }, planted).some(
      (finding) => fault !== null && (overlap(finding.en, fault.en) || overlap(finding.zh, fault.zh))
    );

  it('are found in at least 99 of 100 cases, 1,000 of ten kinds', () => {
    const found = plantedKinds.map(
      (kind, index) =>
        Array.from({ length: 100 }, (_, n) => plantedPair(50_000 + index * 1000 + n, kind)).filter(isFound)
          .length
    );
    expect(found.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(990);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(95);
  });

  it('and 1,000 pairs without a fault give at most ten warnings', () => {
    const warnings = Array.from({ length: 1000 }, (_, n) => plantedPair(950_000 + n, null)).flatMap(
      ({ en, zh }) => checkParity({ text: en }, { text: zh }, planted)
    );
    expect(warnings.length).toBeLessThanOrEqual(10);
  });
});

describe('bad input comes to an end', () => {
  /** Most shapes are shorter, so that the test is fast; tests/bench/parity.ts has them all at a megabyte. */
  const lengthOf = (shape: string): number => (shape === '7' ? 1_000_000 : 100_000);
  const shapes = [
    '7',
    '1,234',
    '1.',
    '12 ',
    '三十五万',
    '万亿',
    '百分之',
    'twenty-one ',
    '（1）(1) ',
    '- 1\n',
    '\ud800',
    '\u0000',
    'a.b@',
    '三项：、',
    ' '
  ];
  it.each(shapes)('%j, many times', (shape) => {
    const text = shape.repeat(Math.ceil(lengthOf(shape) / shape.length));
    expect(check(`${text}a`, `${text}中`).length).toBeLessThanOrEqual(200);
    expect(check(`${text}a`, '一个').length).toBeLessThanOrEqual(200);
  });
});
