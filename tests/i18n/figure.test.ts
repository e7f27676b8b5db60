import { describe, expect, it } from 'vitest';
import type { Locale } from '#base/locale.ts';
import { warningSentence } from '#lib/areas/answers/answer-labels.ts';
import { amountText, figureText } from '#lib/i18n/figure.ts';
import { checkParity } from '#rules/pairs/parity/check.ts';
import { inLanguage } from '#server/mail/in-language.ts';
import { amountOf } from '#kit/amounts.ts';

type Figure = Parameters<typeof figureText>[0];
const figure = (value: number, more: Partial<Figure> = {}): Figure => ({ ...amountOf(value), ...more });
const textIn = (language: Locale, one: Figure): string => inLanguage(language, () => figureText(one));

/** Shows R223. */
describe('an amount is one value, with million and billion in English and 万 and 亿 in Chinese', () => {
  it.each([
    [figure(349_790_000_000), 'CNY 349.79 billion', '3497.9亿元人民币'],
    [figure(2_785_000_000, { comparator: 'gt' }), 'more than CNY 2.785 billion', '超过27.85亿元人民币'],
    [figure(43_000_000), 'CNY 43 million', '4300万元人民币'],
    [figure(1_500_000, { currency: null, unit: 'persons' }), '1.5 million', '150万'],
    [figure(54_000, { currency: null, unit: 'people' }), '54,000 people', '54,000人'],
    [figure(2_270, { currency: null, unit: 'km2' }), '2,270 km²', '2270平方公里'],
    [figure(500_000_000, { currency: 'EUR', comparator: 'approx' }), 'about EUR 500 million', '约5亿欧元'],
    [figure(2_000_000, { valueTo: 3_500_000 }), 'CNY 2 million', '350万']
  ])('%o', (one, en, zh) => {
    expect(textIn('en', one)).toContain(en);
    expect(textIn('zh', one)).toContain(zh);
  });

  it('and both say the same, whatever the value is', () => {
    const values = [1, 12, 426, 85_000, 999_999, 1_234_567, 27_850_000, 349_790_000_000, 1.5e12];
    const comparators = ['eq', 'approx', 'gt', 'gte', 'lt', 'lte'] as const;
    for (const value of values)
      for (const comparator of comparators)
        for (const currency of ['CNY', 'EUR', 'USD', 'GBP']) {
          const one = figure(value, { comparator, currency });
          const [en, zh] = [textIn('en', one), textIn('zh', one)];
          expect(checkParity({ text: en }, { text: zh }), `${en} ${zh}`).toEqual([]);
        }
  });

  it('in the tables of records and in the warnings about sums as well', () => {
    expect(inLanguage('zh', () => amountText(2_785_000_000, 'CNY', 'approx'))).toBe('约27.85亿元人民币');
    expect(inLanguage('en', () => amountText(2_785_000_000, null))).toBe('2.785 billion');
    const warning = {
      kind: 'sum-differs',
      currency: 'CNY',
      total: 349_790_000_000,
      sum: 300_000_000
    } as Parameters<typeof warningSentence>[0];
    expect(inLanguage('zh', () => warningSentence(warning))).toMatch(
      /3497\.9亿元人民币.*3亿元人民币|3亿元人民币.*3497\.9亿元人民币/
    );
  });
});
