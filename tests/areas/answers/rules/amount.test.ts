import { describe, expect, test } from 'vitest';
import { readAmount, readNumber } from '#rules/answers/amount.ts';

describe('amounts as people write them', () => {
  test.each([
    ['2785 million', 2_785_000_000, null],
    ['2,785 million', 2_785_000_000, null],
    ['27.85亿元', 2_785_000_000, 'CNY'],
    ['27.85 亿', 2_785_000_000, null],
    ['349,790,000,000', 349_790_000_000, null],
    ['€1.5bn', 1_500_000_000, 'EUR'],
    ['3万亿元', 3_000_000_000_000, 'CNY'],
    ['5千万美元', 50_000_000, 'USD'],
    ['3亿5千万', 350_000_000, null],
    ['3亿5000万元', 350_000_000, 'CNY'],
    ['1250万', 12_500_000, null],
    ['12,5 million', 12_500_000, null],
    ['1.234.567,89', 1_234_567.89, null],
    ['1.234.567', 1_234_567, null],
    ['1 234 567,89', 1_234_567.89, null],
    ['1,5', 1.5, null],
    ['0,125', 0.125, null],
    ['RMB300m', 300_000_000, 'CNY'],
    ['USD 80 billion', 80_000_000_000, 'USD'],
    ['１２ 亿', 1_200_000_000, null],
    ['-3', -3, null],
    ['0', 0, null]
  ])('%s', (text, amount, currency) => {
    expect(readAmount(text)).toEqual({ amount, currency, isApproximate: false });
  });

  test.each(['about 300 million', '约3亿元', '3亿元左右', '~3亿'])('%s is near', (text) => {
    expect(readAmount(text)).toMatchObject({ amount: 300_000_000, isApproximate: true });
  });

  test.each([
    '',
    'much',
    '12,34,567',
    '1,2,3',
    '12 dozen',
    '3 to 5 million',
    '1.2.3',
    'NaN',
    '=1+1',
    'million',
    '3亿5',
    '3万5亿',
    '亿'
  ])('%j is not read', (text) => {
    expect(readAmount(text)).toBeNull();
  });

  test('a comma before three digits separates thousands, and a fraction where it can be nothing else', () => {
    expect(readNumber('1,234.5')).toBe(1234.5);
    expect(readNumber('1,234')).toBe(1234);
    expect(readNumber('1234,567')).toBe(1234.567);
    expect(readNumber('1,23')).toBe(1.23);
  });
});
