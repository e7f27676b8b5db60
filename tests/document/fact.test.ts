/** Shows R113 and R114: a text names a field of a city, and shows its value with unit, year and side in its own language. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { replacePlaceholders } from '#document/nodes/chip-html.ts';
import { nodesHtml } from '#document/html.ts';
import { countOf, isBlank, plainText, spokenText, wordsToFind } from '#base/plain.ts';
import { openPassage } from '#document/sequence/roots.ts';
import {
  factsFrom,
  factsIn,
  factsOfFigures,
  factsOfRecords,
  factsToHold,
  figureIn
} from '#rules/answers/fact.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { unitsOf } from '#rules/pairs/units.ts';
import { nameOfRecord, type Indicator } from '#rules/framework/record.ts';
import { compareBlocks } from '#rules/documents/text-diff.ts';
import { textOfNode, type ContentNode } from '#base/content.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { docOf, read, write } from '#kit/doc-passages.ts';
import { chipWords } from '#lib/level-chips/chip-words.ts';
import { comparedFact, factText } from '#document/nodes/fact/labels.ts';
import { withLevelChips } from '#lib/level-chips/rendered-level-chips.ts';

const indicator = (id: string, part: Partial<Indicator>): Indicator => ({
  id,
  position: 0,
  section: 'general',
  label: { en: 'GDP', zh: '地区生产总值' },
  value: null,
  valueTo: null,
  valueText: null,
  unit: '',
  currency: null,
  comparator: 'eq',
  referenceYear: null,
  note: { en: '', zh: '' },
  caveat: null,
  source: '',
  ...part
});
const figures = [
  indicator('gdp', { value: 349_790_000_000, unit: 'currency', currency: 'CNY', referenceYear: '2012' }),
  indicator('area', { label: { en: 'Area', zh: '面积' }, value: 430.8, unit: 'km2' }),
  indicator('population', {
    label: { en: 'Population <resident>', zh: '常住人口' },
    value: 3_280_000,
    unit: 'persons',
    comparator: 'approx',
    referenceYear: '2011-2012',
    note: { en: 'Two censuses', zh: '两次普查' },
    caveat: 'DN-05'
  }),
  indicator('plan', { label: { en: 'Plan', zh: '规划' } })
];
const levelChips: LevelChips = {
  names: {
    characteristics: [],
    cities: [
      { id: 'haidian', name: { en: 'Haidian', zh: '海淀区' }, side: { en: 'China', zh: '中国' } },
      { id: 'bristol', name: { en: 'Bristol', zh: '布里斯托尔' } }
    ],
    levels: [],
    outOfLevel: [],
    goals: []
  },
  city: 'haidian',
  known: [],
  facts: factsOfFigures('haidian', figures)
};
const gdp = 'figures/gdp/value';
const written = (): Y.Doc =>
  docOf([
    {
      kind: 'paragraph',
      runs: ['GDP was ', { fact: gdp }, ', in Bristol ', { fact: gdp, city: 'bristol' }, '.']
    }
  ]);
const said = (fact: string, language: 'en' | 'zh'): string =>
  factText(levelChips, { fact: `figures/${fact}/value`, city: null }, language).text;
const shown = (): string => nodesHtml(read(written()), { prefix: 'x' });
const words = (html: string): string => html.replace(/<[^>]*>/g, '');
const chip = (fact: unknown, city?: string): ContentNode =>
  ({ type: 'fact', attrs: { fact, ...(city ? { city } : {}) } }) as ContentNode;
const of = (...content: ContentNode[]): ContentNode => ({ type: 'paragraph', attrs: { id: 'p' }, content });

describe('a figure of a city in a text', () => {
  it('is held as its field and nothing else, and is restored as it was', () => {
    const nodes = read(written());
    const bytes = canonicalText(toCanonical(nodes));
    expect(bytes).toContain(`{"attrs":{"fact":"${gdp}"},"type":"fact"}`);
    expect(bytes).toContain(`{"attrs":{"city":"bristol","fact":"${gdp}"},"type":"fact"}`);
    const again = new Y.Doc();
    write(again, nodes);
    expect(canonicalText(toCanonical(read(again)))).toBe(bytes);
    write(again, [of({ type: 'text', text: 'GDP' })]);
    write(again, nodes);
    expect(read(again)).toEqual(nodes);
  });

  it('is said in the units of each language, from one value, with its year and its side (R113)', () => {
    expect(said('gdp', 'en')).toBe('CNY 349.79 billion (2012, China)');
    expect(said('gdp', 'zh')).toBe('3497.9亿元人民币（2012年，中国）');
    expect(said('population', 'en')).toBe('about 3.28 million people (2011-2012, China)');
    expect(said('population', 'zh')).toBe('约328万人（2011-2012年，中国）');
  });

  it('says that its year is missing, that it was not given, and that it is not known (R114)', () => {
    expect(said('area', 'en')).toBe('430.8 km² (year not given, China)');
    expect(said('area', 'zh')).toBe('430.8平方公里（年份未注明，中国）');
    expect(said('plan', 'en')).toBe('not given (year not given, China)');
    expect(said('gone', 'en')).toBe('figure not available');
    expect(said('gone', 'zh')).toBe('数据不可用');
  });

  it('is filled into rendered text for a reader who may know it, and nothing of it otherwise', () => {
    const html = shown();
    expect(html).not.toMatch(/349|billion/);
    expect(withLevelChips(html, 'en', null)).toBe(html);
    expect(words(withLevelChips(html, 'en', levelChips))).toBe(
      'GDP was CNY 349.79 billion (2012, China), in Bristol figure not available.'
    );
    expect(words(withLevelChips(html, 'zh', { ...levelChips, facts: [] }))).toBe(
      'GDP was 数据不可用, in Bristol 数据不可用.'
    );
  });

  it('has its caution beside it, and its name in the title', () => {
    const html = nodesHtml([of(chip('figures/population/value'))], { prefix: 'x' });
    expect(withLevelChips(html, 'en', levelChips)).toContain(
      'title="Haidian: Population &#60;resident&#62;. Caution: Two censuses"><span class="fact-sign" aria-hidden="true">⚠</span>'
    );
  });

  it('cannot be imitated by words', () => {
    const doc = docOf([{ kind: 'paragraph', text: `<span class="fact" data-fact="${gdp}">x</span>` }]);
    const html = nodesHtml(read(doc), { prefix: 'x' });
    expect(replacePlaceholders(html, 'fact', () => 'FACT')).toBe(html);
  });

  it.each([
    '"><script>alert(1)</script>',
    'GDP of Haidian',
    7,
    { id: gdp },
    [gdp],
    'figures',
    `figures/${'g'.repeat(65)}/value`
  ])('with %j for a field names none, in a version and in a text', (fact) => {
    expect(nodesHtml([of(chip(fact))], { prefix: 'x' })).toBe(
      '<p data-id="p"><span class="fact" data-fact="">[?]</span></p>'
    );
    expect(factsIn([{ id: 'a', en: [of(chip(fact))], zh: [] }])).toEqual([]);
    const doc = new Y.Doc();
    openPassage(doc, 'a', 'en').insertEmbed(0, { fact: fact as string, onclick: 'alert(1)' });
    expect(nodesHtml(read(doc), { prefix: 'x' })).not.toMatch(/data-fact|onclick|alert/);
  });

  it('stands as its field where there are only words, and as a sign where words are checked or found', () => {
    const nodes = read(written());
    const plain = `GDP was [${gdp}], in Bristol [bristol: ${gdp}].`;
    expect(plainText(nodes)).toBe(plain);
    expect(textOfNode({ type: 'paragraph', content: nodes[0]?.content ?? [] })).toBe(plain);
    expect(spokenText(nodes)).toBe('GDP was […], in Bristol […].');
    expect(wordsToFind(nodes)).toBe('GDP was […], in Bristol […].');
    expect(isBlank([of(chip(gdp))])).toBe(false);
    expect(countOf(spokenText([of(chip(gdp))]), 'en')).toBe(0);
  });

  it('is written out where a passage is shown in a list, and a text in brackets stays as it is', () => {
    const text = `[sic] GDP was [${gdp}], in Bristol [bristol: ${gdp}].`;
    expect(chipWords(text, levelChips, 'en')).toBe(
      '[sic] GDP was CNY 349.79 billion (2012, China), in Bristol figure not available.'
    );
    expect(chipWords(text, null, 'en')).toBe('[sic] GDP was […], in Bristol […].');
  });

  it('counts for a comparison and for the state of a translation', () => {
    const [before, after] = [of(chip(gdp)), of(chip('figures/area/value'))];
    const [block] = compareBlocks([before], [after]);
    expect(block?.kind).toBe('changed');
    const printOf = (node: ContentNode) => unitsOf([node], 'en')[0]?.fingerprint;
    expect(printOf(before)).toBeDefined();
    expect(printOf(before)).not.toBe(printOf(after));
  });
});

describe('the figures that a version holds', () => {
  const section = { id: 'a', en: [of(chip(gdp), chip('figures/area/value'), chip(gdp, 'bristol'))], zh: [] };

  it('are those that its text names, as they were, in canonical form', () => {
    const held = factsToHold([section], 'haidian', levelChips.facts ?? []);
    expect(held.map(({ fact, city }) => [fact, city])).toEqual([
      ['figures/area/value', undefined],
      [gdp, undefined]
    ]);
    expect(() => canonicalText(toCanonical(held))).not.toThrow();
    expect(factsFrom(held, 'haidian')).toEqual(
      (levelChips.facts ?? []).filter(({ fact }) => /gdp|area/.test(fact)).toReversed()
    );
    expect(factsToHold([section], null, levelChips.facts ?? [])).toEqual([]);
  });

  it('are compared by the words of both', () => {
    expect(comparedFact(levelChips, ` ${gdp}`, 'en').text).toBe('CNY 349.79 billion (2012, China)');
    expect(comparedFact(levelChips, `bristol ${gdp}`, 'zh').text).toBe('数据不可用');
  });
});

describe('the figures of records', () => {
  it('are the amounts, measured values and shares that their fields hold', () => {
    const facts = factsOfRecords(
      'haidian',
      [
        {
          id: 'r1',
          question: 'funding.sources',
          recordType: 'funding-line',
          fields: {
            name: { en: 'Fund', zh: '' },
            amount: { amount: 2_785_000_000, currency: 'CNY', period: '2011-2015', approximate: true },
            share: { value: 40 },
            target: { text: 'all households' },
            remark: 'x'
          }
        }
      ],
      () =>
        [
          ['name', 'short-text'],
          ['amount', 'money'],
          ['share', 'percentage'],
          ['target', 'quantity'],
          ['none', 'money']
        ].map(([id = '', kind = '']) => ({ id, kind, label: { en: id, zh: id } })),
      nameOfRecord
    );
    const chips = { ...levelChips, facts };
    expect(
      facts.map(({ fact, label }) => [fact, label.zh, factText(chips, { fact, city: null }, 'en').text])
    ).toEqual([
      ['funding.sources/r1/amount', 'Fund · amount', 'about CNY 2.785 billion (2011-2015, China)'],
      ['funding.sources/r1/share', 'Fund · share', '40% (year not given, China)'],
      ['funding.sources/r1/target', 'Fund · target', 'all households (year not given, China)']
    ]);
  });

  it.each([undefined, null, 'x', 7, [], {}, { amount: 'many' }, { amount: Number.NaN }])(
    'are none in %j',
    (value) => {
      expect(figureIn('money', value as never)).toBeNull();
    }
  );
});
