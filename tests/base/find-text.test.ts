import { describe, expect, it } from 'vitest';
import { longestQuery, matcherOf, type FindQuery } from '#base/find-text.ts';
import { simplify } from '#base/simplified.ts';

const found = (query: string, text: string, options: Partial<FindQuery> = {}): string[] =>
  (matcherOf({ text: query, isExact: false, isWhole: false, ...options })?.(text, 100) ?? []).map(
    ({ from, to }) => `${from} ${text.slice(from, to)}`
  );

/** Shows that find in a text finds what a reader means, at the place where it is. */
describe('words are found in a text', () => {
  it('of either case, unless the query is exact', () => {
    expect(found('smart', 'Smart SMART smart')).toEqual(['0 Smart', '6 SMART', '12 smart']);
    expect(found('smart', 'Smart SMART smart', { isExact: true })).toEqual(['12 smart']);
  });
  it('from left to right without overlap, and no more than asked for', () => {
    expect(found('aa', 'aaaaa')).toEqual(['0 aa', '2 aa']);
    expect(matcherOf({ text: 'a', isExact: false, isWhole: false })?.('aaaa', 2)).toHaveLength(2);
  });
  it('as whole words only where that is asked for; an apostrophe and a hyphen end a word', () => {
    const whole = { isWhole: true };
    expect(found('city', 'City, cities, intercity, city-wide, city’s', whole)).toEqual([
      '0 City',
      '25 city',
      '36 city'
    ]);
    expect(found('a', 'éa aé a', whole)).toEqual(['6 a']);
  });
  it('as whole words next to Chinese, which has no spaces between words', () => {
    expect(found('GDP', '人均GDP增长，GDPs', { isWhole: true })).toEqual(['2 GDP']);
    expect(found('城市', '智慧城市建设', { isWhole: true })).toEqual(['2 城市']);
  });
  it('in full-width and half-width signs, and with any blank, apostrophe or quotation mark', () => {
    expect(found('5G', '５Ｇ and 5g')).toEqual(['0 ５Ｇ', '7 5g']);
    expect(found('，', '1,2，3')).toEqual(['1 ,', '3 ，']);
    expect(found("city's plan", 'the city’s\u00a0plan')).toEqual(['4 city’s\u00a0plan']);
    expect(found('，', '1,2，3', { isExact: true })).toEqual(['3 ，']);
  });
  it('in simplified and traditional characters where one stands for the other alone', () => {
    expect(found('智慧国', '智慧國與智慧国')).toEqual(['0 智慧國', '4 智慧国']);
    expect(found('亿', '3億', { isExact: true })).toEqual([]);
    expect(found('后', '後天', {})).toEqual([]);
    expect(found('发', '發髮')).toEqual([]);
  });
  it('whose accents are written apart, with the accents in the match', () => {
    const apart = 'Malmo\u0308 and Malmö';
    expect(found('malmö', apart)).toEqual(['0 Malmo\u0308', '11 Malmö']);
    expect(found('Malmo', apart)).toEqual([]);
    expect(found('and', apart)).toEqual(['7 and']);
  });
  it('whole characters only', () => {
    expect(found('😀', 'a😀b')).toEqual(['1 😀']);
    expect(matcherOf({ text: '\ud83d', isExact: false, isWhole: false })).toBeNull();
    expect(found('x', 'x\ufe0f x')).toEqual(['3 x']);
  });
  it('with signs that mean something in regular expressions', () => {
    expect(found('a.b(*', 'axb a.b(* a')).toEqual(['4 a.b(*']);
  });
  it('not for an empty or a very long query', () => {
    expect(matcherOf({ text: '', isExact: false, isWhole: false })).toBeNull();
    expect(matcherOf({ text: 'a'.repeat(longestQuery + 1), isExact: false, isWhole: false })).toBeNull();
  });
});

it('no two traditional characters and no other word become one by simplifying, but for variants', () => {
  expect(simplify('國務與億萬資訊衛雲後裡發')).toBe('国务与亿万资讯卫雲後裡發');
  expect(simplify('云后里发干面台')).toBe('云后里发干面台');
});
