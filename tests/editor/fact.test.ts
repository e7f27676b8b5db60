/** Tests the chip of a city's figure in an editor without a screen: what it parses and copies. */
import { expect, it } from 'vitest';
import { factsOfFigures } from '#rules/answers/fact.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { chooseBlock, isOffered, type EditorDialogs } from '#lib/editor/block-menu.ts';
import { factsOfCity } from '#document/nodes/fact/labels.ts';
import { chipSchema } from '#kit/chip-schema.ts';
import { gdpOf } from '#kit/amounts.ts';

const gdp = 'figures/gdp/value';
const levelChips: LevelChips = {
  names: {
    characteristics: [],
    cities: [{ id: 'haidian', name: { en: 'Haidian', zh: '海淀区' }, side: { en: 'China', zh: '中国' } }],
    levels: [],
    outOfLevel: [],
    goals: []
  },
  city: 'haidian',
  known: [],
  facts: factsOfFigures('haidian', [{ ...gdpOf(349_790_000_000), source: '' }])
};

const opened = chipSchema('fact');

it('what is pasted names a field, or is no figure; in the text of its own city it names no city', () => {
  const { parse } = opened('en', levelChips);
  expect(parse({ 'data-fact': gdp, 'data-city': 'haidian', title: 'x' })).toEqual({ fact: gdp, city: null });
  expect(parse({ 'data-fact': gdp, 'data-city': 'bristol' })).toEqual({ fact: gdp, city: 'bristol' });
  for (const bad of ['', '"><script>', 'GDP'])
    expect(parse({ 'data-fact': bad, 'data-city': 'haidian' })).toBe(false);
});

it('figures of one name are told apart by their years where one is chosen', () => {
  const [first] = levelChips.facts ?? [];
  if (!first) throw new Error('There is a figure');
  const of = (fact: string, referenceYear: string | null, label = first.label) => ({
    ...{ ...first, fact, label },
    figure: { ...first.figure, referenceYear }
  });
  const invested = { en: 'Yearly investment', zh: '年度投资' };
  const several = {
    ...levelChips,
    facts: [first, of('figures/a/value', '2011', invested), of('figures/b/value', null, invested)]
  };
  const labels = (language: 'en' | 'zh') =>
    factsOfCity(several, 'haidian', language).map(({ label }) => label);
  expect(labels('en')).toEqual(['GDP', 'Yearly investment (2011)', 'Yearly investment (year not given)']);
  expect(labels('zh')).toEqual(['地区生产总值', '年度投资（2011年）', '年度投资（年份未注明）']);
});

it('a copy says the value in the language of its text, and names the city', () => {
  const html = { class: 'fact', 'data-fact': gdp, 'data-city': 'haidian' };
  expect(opened('en', levelChips).copied({ fact: gdp, city: null })).toEqual([
    'span',
    html,
    'CNY 349.79 billion (2012, China)'
  ]);
  expect(opened('zh', levelChips).copied({ fact: gdp, city: null })).toEqual([
    'span',
    html,
    '3497.9亿元人民币（2012年，中国）'
  ]);
  expect(opened('en', null).copied({ fact: gdp, city: null })).toEqual([
    'span',
    { class: 'fact', 'data-fact': gdp },
    `[${gdp}]`
  ]);
});

it('is offered where there is a figure to name, and opens its dialog', () => {
  const opens: (number | null)[] = [];
  const dialogs = (fact: ReturnType<EditorDialogs['chip']>) =>
    ({ chip: () => fact }) as unknown as EditorDialogs;
  expect(isOffered('fact', dialogs(null))).toBe(false);
  const given = dialogs((pos) => opens.push(pos));
  expect(isOffered('fact', given)).toBe(true);
  const editor = { schema: null, commands: { focus: () => true } };
  chooseBlock(editor as never, 'fact', given);
  expect(opens).toEqual([null]);
});
