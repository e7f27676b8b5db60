import { describe, expect, it } from 'vitest';
import {
  axesOf,
  compareFigure,
  convert,
  figureNames,
  readConversion
} from '#rules/comparison/figures-compared.ts';
import type { Indicator } from '#rules/framework/record.ts';
import {
  byCategory,
  categorisedTypes,
  moneyIn,
  reportingCities
} from '#rules/comparison/records-compared.ts';
import type { Framework } from '#rules/framework/framework.ts';
import { reportShares } from '#rules/comparison/shares-reported.ts';
import { gdpOf } from '#kit/amounts.ts';

const figure = (given: Partial<Indicator>): Indicator => ({ ...gdpOf(100), ...given });
const city = (id: string, ...indicators: Indicator[]) => ({ city: id, indicators });
const rate = { from: 'CNY', to: 'EUR', rate: 0.12, date: '2012-12-31', source: 'ECB' };

describe('a figure across cities', () => {
  it('is a gap where a city does not give it, and never a zero (R230)', () => {
    const compared = compareFigure(
      [city('a', figure({})), city('b'), city('c', figure({ value: 0 }))],
      { section: 'general', id: 'gdp' },
      null
    );
    expect(compared.map(({ city: of, figure: found }) => [of, found?.value ?? null])).toEqual([
      ['a', 100],
      ['b', null],
      ['c', 0]
    ]);
    expect(axesOf(compared).flatMap(({ figures }) => figures.map(({ city: of }) => of))).toEqual(['a', 'c']);
  });

  it('in words alone stands on no axis', () => {
    const compared = compareFigure(
      [city('a', figure({ value: null, note: { en: 'Complete', zh: '已完成' } }))],
      { section: 'general', id: 'gdp' },
      null
    );
    expect(compared[0]?.figure?.note.en).toBe('Complete');
    expect(axesOf(compared)).toEqual([]);
  });

  it('of another unit or currency has an axis of its own; other years and names are told (R231)', () => {
    const compared = compareFigure(
      [
        city('a', figure({})),
        city('b', figure({ currency: 'USD' })),
        city('c', figure({ referenceYear: null, label: { en: 'Output', zh: '产值' } })),
        city('d', figure({ unit: 'percent', currency: null }))
      ],
      { section: 'general', id: 'gdp' },
      null
    );
    expect(
      axesOf(compared).map(({ unit, currency, figures, years, labels }) => [
        unit,
        currency,
        figures.length,
        years,
        labels.map(({ en }) => en)
      ])
    ).toEqual([
      ['currency', 'CNY', 2, ['2012', null], ['GDP', 'Output']],
      ['currency', 'USD', 1, ['2012'], ['GDP']],
      ['percent', null, 1, ['2012'], ['GDP']]
    ]);
  });

  it('is offered by section and in the order of printing, called as most call it', () => {
    const other = figure({ label: { en: 'Gross product', zh: '总值' } });
    const names = figureNames(
      [
        city('a', figure({ section: 'funding', id: 'invest' }), figure({})),
        city('b', other),
        city('c', figure({}))
      ],
      ['general', 'funding']
    );
    expect(names.map(({ id, label, givenBy, years }) => [id, label.en, givenBy, years])).toEqual([
      ['gdp', 'GDP', 3, ['2012']],
      ['invest', 'GDP', 1, ['2012']]
    ]);
  });
});

describe('a conversion', () => {
  it('changes only what is in the named currency, at the named rate (R232)', () => {
    expect(convert(figure({}), rate)).toEqual({ value: 12, valueTo: null, currency: 'EUR' });
    expect(convert(figure({ value: 10, valueTo: 20 }), rate)).toEqual({
      value: 1.2,
      valueTo: 2.4,
      currency: 'EUR'
    });
    expect(convert(figure({ currency: 'USD' }), rate)).toBeNull();
    expect(convert(figure({ value: null }), rate)).toBeNull();
  });

  it('keeps what was printed next to it', () => {
    const [one] = compareFigure([city('a', figure({}))], { section: 'general', id: 'gdp' }, rate);
    expect([one?.figure?.value, one?.figure?.currency, one?.converted?.value]).toEqual([100, 'CNY', 12]);
  });

  it('is none while nothing is entered: no rate stands there by default', () => {
    expect(readConversion({ from: 'CNY', to: '', rate: '', date: '', source: '' })).toEqual({ kind: 'none' });
  });

  it.each([
    [{ to: 'CNY' }, ['currency']],
    [{ to: 'euro' }, ['currency']],
    [{ rate: '0' }, ['rate']],
    [{ rate: '-1' }, ['rate']],
    [{ rate: '1e3' }, ['rate']],
    [{ date: '' }, ['date']],
    [{ date: 'yesterday' }, ['date']],
    [{ source: ' ' }, ['source']],
    [{ rate: '', date: '', source: '' }, ['rate', 'date', 'source']]
  ])('with %j says what it lacks', (change, faults) => {
    const input = { from: 'CNY', to: 'EUR', rate: '0.12', date: '2012-12-31', source: 'ECB', ...change };
    expect(readConversion(input)).toEqual({ kind: 'faulty', faults });
  });

  it('takes a comma for a point, as both sides write', () => {
    expect(
      readConversion({ from: 'CNY', to: 'EUR', rate: '0,12', date: '2012', source: 'ECB' })
    ).toMatchObject({ conversion: { rate: 0.12 } });
  });
});

const options = [
  { id: 'health', label: { en: 'Health', zh: '健康' } },
  { id: 'water', label: { en: 'Water', zh: '水务' } }
];
const field = (id: string, kind: 'single-choice' | 'money', optionsRef: string | null) => ({
  id,
  label: { en: id, zh: id },
  kind,
  required: false,
  requiredIf: null,
  optionsRef,
  options: [],
  recordType: null
});
const framework = {
  optionSets: { categories: options },
  recordTypes: [
    {
      id: 'service',
      label: { en: 'Service', zh: '服务' },
      usedBy: [],
      fields: [field('category', 'single-choice', 'categories')]
    },
    {
      id: 'plain',
      label: { en: 'Plain', zh: '其他' },
      usedBy: [],
      fields: [field('status', 'single-choice', null)]
    },
    {
      id: 'line',
      label: { en: 'Line', zh: '资金' },
      usedBy: [],
      fields: [field('source', 'single-choice', 'categories'), field('amount', 'money', null)]
    }
  ],
  characteristics: [
    {
      id: 'services',
      questions: [{ recordType: 'service' }, { recordType: 'plain' }, { recordType: 'line' }]
    }
  ]
} as unknown as Framework;

describe('records by category', () => {
  const record = (id: string, category: string | null, recordType = 'service') => ({
    id,
    question: '',
    recordType,
    position: 0,
    fields: { category },
    sources: {},
    notes: {},
    source: '',
    version: 1
  });
  const given = [
    {
      city: { id: 'a', sideId: 'eu' },
      records: [record('1', 'health'), record('2', 'health'), record('3', 'water', 'line')]
    },
    { city: { id: 'b', sideId: 'eu' }, records: [] },
    { city: { id: 'c', sideId: 'cn' }, records: [record('4', 'unheard-of')] }
  ];
  const sides = [{ id: 'eu' }, { id: 'cn' }];

  it('are those types that the framework tells apart by one of its sets, whatever their ids', () => {
    expect(
      categorisedTypes(framework).map(({ type, field: by, money }) => [type.id, by.id, money.length])
    ).toEqual([
      ['service', 'category', 0],
      ['line', 'source', 1]
    ]);
  });

  it('leave a gap where nobody reports, and keep what names no known category', () => {
    const [type] = categorisedTypes(framework);
    const categories = type ? byCategory(type, given, sides) : [];
    expect(
      categories.map(({ option, sides: own }) => [option?.id ?? null, own.map(({ count }) => count)])
    ).toEqual([
      ['health', [2, null]],
      ['water', [null, null]],
      [null, [null, 1]]
    ]);
    expect(type && reportingCities(type.type, given, 'eu').map(({ id }) => id)).toEqual(['a']);
  });

  it('give money as it was given, with what is missing missing', () => {
    expect(moneyIn({ amount: 5, currency: 'EUR', year: 2013, approximate: true })).toEqual({
      amount: 5,
      currency: 'EUR',
      year: '2013',
      isApproximate: true
    });
    expect(moneyIn({ currency: 'CNY' })).toEqual({
      amount: null,
      currency: 'CNY',
      year: null,
      isApproximate: false
    });
    for (const nothing of [undefined, null, 'much', {}]) expect(moneyIn(nothing)).toBeNull();
  });
});

describe('shares of one city', () => {
  const share = (value: number | null) => figure({ unit: 'percent', currency: null, value });
  it('that do not add up to 100 are reported as printed (R234)', () => {
    expect(reportShares([share(90), figure({})])).toMatchObject({ printed: 90, kind: 'less' });
    expect(reportShares([share(60), share(50)])).toMatchObject({ printed: 110, kind: 'more' });
  });
  it('that add up, or are none, are not', () => {
    expect(reportShares([share(33.3), share(66.7)])).toBeNull();
    expect(reportShares([figure({}), share(null)])).toBeNull();
  });
});
