import { describe, expect, it } from 'vitest';
import { readChinese } from '#rules/pairs/parity/chinese.ts';
import { readEnglish } from '#rules/pairs/parity/english.ts';
import { withoutIdioms } from '#rules/pairs/parity/idioms.ts';
import { normalised } from '#rules/pairs/parity/normalise.ts';
import { comparators, yearsOfPlan, type Quantity } from '#rules/pairs/parity/quantity.ts';

const said: readonly (readonly [bits: number, sign: string])[] = [
  [comparators.about, '~'],
  [comparators.over, '>'],
  [comparators.under, '<'],
  [comparators.nearly, '≲']
];

/** Renders quantities as a reader of a test wants to see them: `>349790000000 CNY`, `year 2013`, `?3`. */
function rendered({ kind, value, unit, currency, comparator, certainty }: Quantity): string {
  const signs = said.filter(([bits]) => (comparator & bits) > 0).map(([, sign]) => sign);
  const measure = currency ?? unit?.symbol ?? '';
  const number = `${signs.join('')}${Number(value.toPrecision(8))}`;
  return [certainty === 'hint' ? '?' : '', kind === 'number' ? '' : kind, number, measure]
    .filter(Boolean)
    .join(' ');
}
const english = (text: string): string[] => readEnglish(withoutIdioms('en', normalised(text))).map(rendered);
const chinese = (text: string): string[] => readChinese(withoutIdioms('zh', normalised(text))).map(rendered);

describe('numbers are read by value in both languages', () => {
  it.each([
    ['3,497.9', '3,497.9', '3497.9'],
    ['349.79 billion', '3497.9亿', '349790000000'],
    ['1.5 trillion', '1.5万亿', '1500000000000'],
    ['350 million', '3亿5千万', '350000000'],
    ['34,500', '３.45万', '34500'],
    ['twenty-one', '二十一', '21'],
    ['one hundred and five', '一百零五个', '105'],
    ['one hundred and five thousand', '十万五千个', '105000'],
    ['three hundred and fifty', '三百五十', '350'],
    ['two thousand', '两千', '2000'],
    ['35,000', '三万五', '35000'],
    ['3.5 million', '三百五十万', '3500000'],
    ['1.2bn', '12亿', '1200000000'],
    ['12 million', '一千二百万', '12000000']
  ])('%s and %s', (en, zh, value) => {
    expect([english(en), chinese(zh)].map(([first]) => first?.replace('? ', ''))).toEqual([value, value]);
  });

  it.each([
    ['426 km²', '426平方公里', '426 km²'],
    ['1,500 hectares', '1500公顷', '1500 ha'],
    ['200 mu', '200亩', '200 mu'],
    ['300 square metres', '300平方米', '300 m²'],
    ['12 km', '12公里', '12 km'],
    ['30 tonnes', '30吨', '30 t'],
    ['30 kg', '30千克', '30 kg'],
    ['50 micrograms per cubic metre', '50微克/立方米', '50 µg/m³'],
    ['500 million kWh', '5亿千瓦时', '500000000 kWh'],
    ['3 MW', '3兆瓦', '3 MW'],
    ['8.4 working days', '8.4个工作日', '8.4 working day'],
    ['15 minutes', '15分钟', '15 minute'],
    ['18 months', '18个月', '18 month'],
    ['3.48 million people', '348万人', '3480000 person'],
    ['CNY 300 million', '3亿元', '300000000 CNY'],
    ['RMB 300 million', '人民币3亿元', '300000000 CNY'],
    ['€5m', '500万欧元', '5000000 EUR'],
    ['US$2.2 million', '220万美元', '2200000 USD'],
    ['£12,000', '1.2万英镑', '12000 GBP'],
    ['98 per cent', '98%', 'share 98'],
    ['35.6%', '百分之三十五点六', 'share 35.6'],
    ['nine tenths', '九成', 'share 90'],
    ['two thirds', '三分之二', 'share 66.666667'],
    ['3.2 percentage points', '3.2个百分点', 'points 3.2'],
    ['2.5 times', '2.5倍', 'multiple 2.5'],
    ['more than 300', '300多', '>300'],
    ['at least 40', '不少于40', '>40'],
    ['at most 40', '不超过40', '<40'],
    ['about 3,500', '约3500', '~3500'],
    ['about 3,500', '3500左右', '~3500'],
    ['nearly 8,000', '近8000', '~<≲8000'],
    ['the 12th Five-Year Plan', '“十二五”规划', 'plan 12'],
    ['the twelfth Five-Year Plan', '第十二个五年规划', 'plan 12'],
    ['since the 1990s', '20世纪90年代', 'decade 90']
  ])('%s and %s', (en, zh, value) => {
    expect([english(en).at(-1), chinese(zh).at(-1)]).toEqual([value, value]);
  });

  it.each([
    ['between 5 and 10 per cent', '5%至10%', ['share 5', 'share 10']],
    ['5-10 km²', '5—10平方公里', ['5 km²', '10 km²']],
    ['EUR 5 to 10 million', '500万至1000万欧元', ['5000000 EUR', '10000000 EUR']],
    ['5,000 to 100,000 people', '5千至10万人', ['5000 person', '100000 person']],
    ['2009-13', '2009—2013年', ['year 2009', 'year 2013']],
    ['14 May 2013', '2013年5月14日', ['day 14', 'month 5', 'year 2013']],
    ['May 14, 2013', '二〇一三年五月十四日', ['day 14', 'month 5', 'year 2013']],
    ['2013-05-14', '2013年5月14日', ['day 14', 'month 5', 'year 2013']]
  ])('%s and %s, in parts', (en, zh, values) => {
    expect([english(en).sort(), chinese(zh).sort()]).toEqual([values.toSorted(), values.toSorted()]);
  });
});

describe('what only looks like a number is none', () => {
  it.each([
    'PM2.5, C40, 3G, IPv6, CO2, DN-17 and 5.1.9',
    'One of the first may march.',
    'a round-the-clock hotline'
  ])('in English: %s', (text) => {
    expect(english(text).filter((quantity) => !quantity.startsWith('?'))).toEqual([]);
  });

  it.each([
    '一带一路、三农、五位一体与十分统一的管理',
    'PM2.5、C40、3G、CO2、DN-17',
    '长三角、四川、三峡、二氧化碳、半导体',
    '百姓、万物互联、千方百计、周三、星期五'
  ])('in Chinese: %s', (text) => {
    expect(chinese(text).filter((quantity) => !quantity.startsWith('?'))).toEqual([]);
  });

  it('in words that contain a comparator: 节约, 条约, 附近, 最近', () => {
    expect(chinese('节约300万元，条约30条，附近5个，最近3个月')).toEqual([
      '3000000 CNY',
      '30',
      '5',
      '3 month'
    ]);
  });
});

it('knows the years of every five-year plan since the third', () => {
  expect([3, 10, 12, 13, 15].map((plan) => yearsOfPlan(plan).join('-'))).toEqual([
    '1966-1970',
    '2001-2005',
    '2011-2015',
    '2016-2020',
    '2026-2030'
  ]);
});
