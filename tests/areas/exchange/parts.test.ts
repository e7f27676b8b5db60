/**
 * Tests values as text in a file: every value is read back unchanged, and what people type is parsed as they
 * mean it.
 */
import fc from '#kit/properties.ts';
import { describe, expect, test } from 'vitest';
import { answerKinds, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { Labelled } from '#rules/framework/framework.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import {
  offeredTexts,
  partsOf,
  readParts,
  writeParts,
  type ValueModel,
  type FieldValueModel,
  type Held,
  type PartTexts
} from '#server/areas/exchange/parts.ts';

const options: Labelled[] = [
  { id: 'transport', label: { en: 'Transport', zh: '交通' } },
  { id: 'energy', label: { en: 'Energy; heat, and (all) power', zh: '能源、供热' } },
  { id: 'gas', label: { en: 'Gas', zh: '燃气' }, retired: true }
];
const model = (kind: AnswerKind, more: Partial<ValueModel> = {}): ValueModel => ({
  kind,
  options,
  withMoney: false,
  fields: [],
  ...more
});
const field = (id: string, kind: AnswerKind, en: string, zh: string): FieldValueModel => ({
  ...model(kind),
  id,
  label: { en, zh },
  required: false
});
const fields = [
  field('measure', 'short-text', 'What changed', '变化内容'),
  field('dimension', 'single-choice', 'Dimension', '维度'),
  field('value', 'quantity', 'Size of the change', '变化幅度'),
  field('worth', 'money', 'Value in money', '货币价值')
];
const nested = model('record-list', { fields });
const read = (of: ValueModel, text: PartTexts) => readParts(of, text);
const backFrom = (of: ValueModel, held: Held, language: Locale = 'en') =>
  readParts(of, writeParts(of, held, language));

const string = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ' x ',
    'a\r\nb',
    '=1+1',
    'A ｜ B',
    '[x]',
    '[transport]',
    '—',
    '',
    'Transport',
    '交通',
    '2013',
    '能源、供热',
    '1;2'
  )
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1 + 0.2, 1e21, 5e-324, -0)
);
const period = fc.constantFrom('2013', '2011-2015', '2011–2015', 'FY2013', '');
const both = fc.record({ en: string, zh: string });
const choice: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constantFrom('transport', 'energy', 'gas', 'unheard-of'),
  string,
  both
);
const tree = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<FieldValue> =>
  fc.record(shape, { requiredKeys: [] }).map((one) => JSON.parse(JSON.stringify(one)) as FieldValue);
const moneyShape = {
  amount: number,
  currency: fc.constantFrom('CNY', 'EUR', 'yuan'),
  year: period,
  period,
  status: fc.constantFrom('planned', 'spent', 'lost'),
  comparator: fc.constantFrom('gt', 'about'),
  approximate: fc.boolean(),
  rate: fc.jsonValue()
};
const money = tree(moneyShape);
const quantity = tree({
  value: number,
  valueTo: number,
  unit: string,
  text: string,
  basis: string,
  year: period,
  baseline: number,
  baselineYear: period,
  currency: fc.constantFrom('CNY', 'x'),
  comparator: fc.constantFrom('eq', 'lte'),
  money,
  extra: fc.jsonValue()
});
const dates: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.constantFrom('2013', '2013-04', '2013-04-18', '2014-22', 'not-yet', '2013-02-30', 'spring'),
  string
);
const valuesOf: Readonly<Record<AnswerKind, fc.Arbitrary<FieldValue>>> = {
  'rich-text': string,
  'facet-text': string,
  'short-text': fc.oneof(string, both),
  'yes-no-evidence': fc.constantFrom('yes', 'partly', 'no', 'unknown', 'perhaps'),
  tags: fc.array(choice),
  'party-list': fc.array(choice),
  'single-choice': choice,
  money,
  quantity,
  date: dates,
  percentage: tree({
    value: number,
    of: both,
    comparator: fc.constantFrom('approx'),
    year: period,
    more: fc.jsonValue()
  }),
  'percentage-split': tree({
    parts: fc.dictionary(fc.constantFrom('transport', 'energy', 'other', '__proto__'), number),
    currency: fc.constant('CNY')
  }),
  duration: tree({ value: number, unit: fc.constantFrom('days', 'months', 'aeons') }),
  'record-list': fc.array(
    tree({
      measure: fc.oneof(string, both),
      dimension: choice,
      value: quantity,
      worth: money,
      unheardOf: fc.jsonValue()
    })
  )
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a value in its parts', () => {
  test.each(answerKinds)('%s comes back as it was, also with what its kind does not know', (kind) => {
    const of = kind === 'record-list' ? nested : model(kind, { withMoney: true });
    const held: fc.Arbitrary<Held> = fc.oneof(
      { weight: 6, arbitrary: valuesOf[kind].map((whole): Held => ({ whole })) },
      { weight: 2, arbitrary: fc.record({ en: string, zh: string }, { requiredKeys: [] }) },
      {
        weight: 1,
        arbitrary: fc.record(
          {
            whole: fc.jsonValue() as fc.Arbitrary<FieldValue>,
            en: fc.jsonValue() as fc.Arbitrary<FieldValue>,
            zh: string
          },
          { requiredKeys: [] }
        )
      }
    );
    fc.assert(
      fc.property(held, fc.constantFrom(...locales), (given, language) => {
        const { held: back, faults } = backFrom(of, plain(given) as Held, language);
        expect(plain(back)).toEqual(plain(given));
        expect(faults).toEqual([]);
      }),
      { numRuns: 200 }
    );
  });

  test.each(answerKinds)('whatever words stand in the parts of %s, reading them fails for none', (kind) => {
    const of = kind === 'record-list' ? nested : model(kind);
    const text = fc.record(Object.fromEntries(partsOf(of).map(({ id }) => [id, string])), {
      requiredKeys: []
    }) as fc.Arbitrary<PartTexts>;
    fc.assert(
      fc.property(text, (given) => {
        for (const { part } of read(of, given).faults) expect(given[part]).not.toBe('');
      })
    );
  });

  test('what everybody needs stands in words, with the machine’s part empty', () => {
    expect(
      writeParts(
        model('money'),
        { whole: { amount: 2_785_000_000, currency: 'CNY', year: '2011-2015', approximate: true } },
        'en'
      )
    ).toEqual({ amount: '2785000000', currency: 'CNY', year: '2011-2015', approximate: 'Yes [yes]' });
    expect(
      writeParts(model('tags'), { whole: ['transport', { en: 'Own', zh: '自有' }, 'unheard-of'] }, 'zh')
    ).toEqual({ choices: '交通 [transport]\nOwn ｜ 自有\n[unheard-of]' });
    expect(writeParts(model('tags'), { whole: [] }, 'en')).toEqual({ choices: '—' });
    expect(writeParts(model('short-text'), { en: 'Line 1', zh: '一号线' }, 'en')).toEqual({
      en: 'Line 1',
      zh: '一号线'
    });
    expect(
      writeParts(
        nested,
        { whole: [{ measure: { en: 'Less CO2', zh: '' }, value: { value: 5, unit: 't' } }] },
        'en'
      )
    ).toEqual({
      entries:
        'What changed · English [measure.en]: Less CO2\nSize of the change · Value [value.value]: 5\nSize of the change · Unit [value.unit]: t'
    });
  });

  test('what words cannot say holds only while they are those that were written', () => {
    const text = writeParts(model('short-text'), { en: ' Name ' }, 'en');
    expect(read(model('short-text'), text).held).toEqual({ en: ' Name ' });
    expect(read(model('short-text'), { ...text, en: 'Name' }).held).toEqual({ en: 'Name' });
    const money = writeParts(model('money'), { whole: { amount: 5, rate: { of: 'ECB' } } }, 'en');
    expect(read(model('money'), { ...money, amount: '6' }).held).toEqual({
      whole: { amount: 6, rate: { of: 'ECB' } }
    });
  });
});

describe('words as people write them', () => {
  const whole = (of: ValueModel, text: PartTexts) => read(of, text).held.whole;
  test.each([
    ['Transport', 'transport'],
    [' ＴＲＡＮＳＰＯＲＴ ', 'transport'],
    ['交 通', 'transport'],
    ['交通 [transport]', 'transport'],
    ['whatever [gas]', 'gas'],
    ['energy', 'energy'],
    ['New one ｜ 新的', { en: 'New one', zh: '新的' }],
    ['New one | 新的', { en: 'New one', zh: '新的' }]
  ])('the choice %j', (text, value) =>
    expect(read(model('single-choice'), { choice: text })).toEqual({ held: { whole: value }, faults: [] })
  );

  test('an addition that may be a slip is taken and told; a label next to another’s id is not taken', () => {
    expect(read(model('single-choice'), { choice: 'Transprt' })).toEqual({
      held: { whole: { en: 'Transprt', zh: '' } },
      faults: [{ part: 'choice', kind: 'unknown', text: 'Transprt', detail: '' }]
    });
    expect(read(model('tags'), { choices: 'Gas [transport]' })).toMatchObject({
      held: {},
      faults: [{ kind: 'contradictory' }]
    });
    expect(read(model('yes-no-evidence'), { choice: 'maybe' })).toMatchObject({
      held: {},
      faults: [{ kind: 'unreadable', text: 'maybe' }]
    });
  });

  test('several choices, on lines or parted as either language parts them', () => {
    expect(whole(model('tags'), { choices: 'Transport; Gas' })).toEqual(['transport', 'gas']);
    expect(whole(model('tags'), { choices: '交通、燃气；智慧水务' })).toEqual([
      'transport',
      'gas',
      { en: '', zh: '智慧水务' }
    ]);
    expect(whole(model('tags'), { choices: 'Energy; heat, and (all) power\n交通' })).toEqual([
      'energy',
      'transport'
    ]);
  });

  test('amounts say their currency and whether they are near, unless a part of their own does', () => {
    expect(whole(model('money'), { amount: '约27.85亿元' })).toEqual({
      amount: 2_785_000_000,
      currency: 'CNY',
      approximate: true
    });
    expect(whole(model('money'), { amount: '约27.85亿元', currency: 'eur', approximate: '否' })).toEqual({
      amount: 2_785_000_000,
      currency: 'EUR',
      approximate: false
    });
    expect(whole(model('quantity'), { value: 'about 3,000', year: '２０１１年－２０１５年' })).toEqual({
      value: 3000,
      comparator: 'approx',
      year: '2011-2015'
    });
    expect(whole(model('percentage'), { value: '２０％' })).toEqual({ value: 20 });
    expect(whole(model('duration'), { value: '18', unit: '个月' })).toEqual({ value: 18, unit: 'months' });
    expect(whole(model('percentage-split'), { 'parts.transport': '60%', 'parts.gas': '40' })).toEqual({
      parts: { transport: 60, gas: 40 }
    });
    expect(read(model('money'), { amount: 'much', currency: '元' })).toMatchObject({
      held: { whole: { currency: 'CNY' } },
      faults: [{ part: 'amount', kind: 'unreadable' }]
    });
  });

  test.each([
    ['2013年4月18日', '2013-04-18'],
    ['2013/4/8', '2013-04-08'],
    ['2013.4', '2013-04'],
    ['2013 年', '2013'],
    ['18 April 2013', '2013-04-18'],
    ['April 18, 2013', '2013-04-18'],
    ['Sept. 2013', '2013-09'],
    ['summer 2014', '2014-22'],
    ['2014年夏季', '2014-22'],
    ['2013-04-18T00:00:00', '2013-04-18'],
    ['尚未上线', 'not-yet'],
    ['not yet launched [not-yet]', 'not-yet'],
    ['3/4/2013', undefined],
    ['2013/13', undefined],
    ['soon', undefined],
    ['2013-02-30', undefined]
  ])('the date %j', (text, date) => expect(whole(model('date'), { date: text })).toBe(date));

  test('records inside a field are found by the names of their fields too', () => {
    expect(
      whole(nested, {
        entries: '变化内容：减排\n维度：交通\n\nWhat changed: Jobs\nmore of it\nSize of the change: 300'
      })
    ).toEqual([
      { measure: { en: '', zh: '减排' }, dimension: 'transport' },
      { measure: { en: 'Jobs\nmore of it', zh: '' }, value: { value: 300 } }
    ]);
    expect(read(nested, { entries: 'We saved a lot.' })).toMatchObject({
      held: {},
      faults: [{ kind: 'unreadable' }]
    });
  });

  test('what is no longer offered is in no list to choose from', () => {
    const [choice] = partsOf(model('single-choice'));
    expect(choice && offeredTexts(choice, 'en')).toEqual([
      'Transport [transport]',
      'Energy; heat, and (all) power [energy]'
    ]);
  });
});
