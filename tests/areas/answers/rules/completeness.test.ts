import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyAnswer, type Answer, type AnswerRecord } from '#rules/answers/answer.ts';
import { warningsOf } from '#rules/answers/answer-warnings.ts';
import { groupOf, lacksOf, thinBelow, type Lack } from '#rules/answers/completeness.ts';
import { recordOfFigure } from '#rules/answers/figure-record.ts';
import { perHeadFaults } from '#rules/answers/gdp-per-head.ts';
import type { Indicator } from '#rules/framework/record.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { amountOf } from '#kit/amounts.ts';

const framework = parseFramework(
  readFileSync(new URL('../../../../server/seeds/framework.json', import.meta.url), 'utf8')
);
const figure = (id: string, label: string, value: number, more: Partial<Indicator> = {}): AnswerRecord =>
  recordOfFigure({
    id,
    position: 0,
    section: 'general',
    label: { en: label, zh: '' },
    ...amountOf(value),
    referenceYear: '2012',
    note: { en: '', zh: '' },
    caveat: null,
    source: '',
    ...more
  });
const people = (value: number, more: Partial<Indicator> = {}) =>
  figure('p', 'Resident population', value, {
    unit: 'persons',
    currency: null,
    referenceYear: null,
    ...more
  });

describe('R066: GDP, population and GDP per head', () => {
  it('are told where they are further apart than the margin, as for Haidian and Ningbo, and not where they fit', () => {
    expect(
      perHeadFaults([
        figure('gdp', 'GDP', 349_790_000_000),
        people(1_500_000),
        figure('gdp-per-capita', 'GDP per head', 100_390)
      ])
    ).toEqual([{ currency: 'CNY', perHead: 100_390, implied: 233_193 }]);
    expect(
      perHeadFaults([
        figure('gdp', 'GDP', 650e9),
        people(7_000_000),
        figure('gdp-per-capita', 'GDP per head', 85_000, { comparator: 'gt' })
      ])
    ).toHaveLength(1);
    expect(
      perHeadFaults([
        figure('gdp', 'GDP', 650e9),
        people(7_000_000),
        figure('gdp-per-capita', 'GDP per head', 93_000)
      ])
    ).toEqual([]);
  });

  it('are known by what they are called where a city has entered them itself, in either language', () => {
    const chinese = (id: string, zh: string, value: number, more: Partial<Indicator> = {}) =>
      figure(id, '', value, { label: { en: '', zh }, ...more });
    const records = [
      chinese('1', '地区生产总值', 100e9),
      chinese('2', '常住人口', 1e6, { unit: 'persons', currency: null, referenceYear: null }),
      chinese('3', '人均地区生产总值', 50_000)
    ];
    expect(perHeadFaults(records)).toEqual([{ currency: 'CNY', perHead: 50_000, implied: 100_000 }]);
    expect(
      perHeadFaults([figure('x', 'GDP', 100e9), people(1e6), figure('y', 'GDP per capita', 50_000)])
    ).toHaveLength(1);
  });

  it('are not held against one another in two currencies, for two years, or where one is missing', () => {
    const gdp = figure('gdp', 'GDP', 100e9);
    expect(
      perHeadFaults([gdp, people(1e6), figure('y', 'GDP per head', 50_000, { currency: 'USD' })])
    ).toEqual([]);
    expect(
      perHeadFaults([gdp, people(1e6), figure('y', 'GDP per head', 50_000, { referenceYear: '2010' })])
    ).toEqual([]);
    expect(perHeadFaults([gdp, figure('y', 'GDP per head', 50_000)])).toEqual([]);
  });

  it('warn next to the other sums', () => {
    const answers = new Map<string, Answer>([
      [
        'figures',
        {
          ...emptyAnswer('figures'),
          records: [figure('gdp', 'GDP', 100e9), people(1e6), figure('y', 'GDP per head', 50_000)]
        }
      ]
    ]);
    expect(warningsOf({ characteristics: [], recordTypes: [] }, { answers })).toEqual([
      { kind: 'gdp-differs', question: 'figures', currency: 'CNY', perHead: 50_000, implied: 100_000 }
    ]);
  });
});

describe('R074: what of a city’s answers is open, thin or contradictory', () => {
  const lacks = (
    answers: readonly Answer[],
    characters: Readonly<Record<string, { en: number; zh: number }>> = {}
  ): Lack[] =>
    lacksOf(framework, {
      answers: new Map(answers.map((one) => [one.question, one])),
      charactersOf: (question) => characters[question] ?? { en: 0, zh: 0 }
    });
  const of = (question: string, all: readonly Lack[]) =>
    all.filter((lack) => lack.question === question).map((lack) => [groupOf(lack), lack.kind]);
  const required =
    framework.characteristics
      .flatMap(({ questions }) => questions)
      .find((one) => one.required && one.kind === 'rich-text' && one.showIf === null)?.id ?? '';

  it('is everything that is required and not answered', () => {
    const all = lacks([]);
    expect(of(required, all)).toEqual([['open', 'unanswered']]);
    expect(all.every(({ kind }) => kind === 'unanswered')).toBe(true);
  });

  it('is thin where required words are few, or stand in one language only; a state that is given is none of these', () => {
    const enough = { en: thinBelow.en, zh: thinBelow.zh };
    expect(of(required, lacks([], { [required]: enough }))).toEqual([]);
    expect(of(required, lacks([], { [required]: { ...enough, en: thinBelow.en - 1 } }))).toEqual([
      ['thin', 'short']
    ]);
    expect(of(required, lacks([], { [required]: { ...enough, zh: 0 } }))).toEqual([['thin', 'one-language']]);
    expect(of(required, lacks([{ ...emptyAnswer(required), withheld: 'no-data' }]))).toEqual([]);
  });

  it('counts the records that have gaps once a question', () => {
    const record = (id: string): AnswerRecord => ({
      id,
      position: 0,
      fields: {},
      sources: {},
      notes: {},
      source: ''
    });
    const all = lacks([{ ...emptyAnswer('services.register'), records: [record('a'), record('b')] }]);
    expect(all.filter(({ question }) => question === 'services.register')).toEqual([
      { kind: 'records-with-gaps', question: 'services.register', section: 'smart-city-services', records: 2 }
    ]);
  });

  it('is contradictory where shares do not make 100, under the characteristic that they stand in', () => {
    const all = lacks([
      { ...emptyAnswer('funding.public-private'), value: { parts: { public: 70, private: 50 } } }
    ]);
    expect(all.filter((lack) => groupOf(lack) === 'contradictory')).toEqual([
      { kind: 'shares-not-100', question: 'funding.public-private', section: 'funding', sum: 120 }
    ]);
  });
});
