import { describe, expect, it } from 'vitest';
import { canPrecede, isOver, isPartialDate, spanOf } from '#base/partial-date.ts';

describe('a date as exact as it is known (R009)', () => {
  it.each(['2013', '2014-22', '2013-04', '2013-04-18', '2012-02-29'])('%s is one', (date) => {
    expect(isPartialDate(date)).toBe(true);
  });

  it.each([
    '',
    '13',
    '2013-13',
    '2013-20',
    '2013-25',
    '2013-22-01',
    '2013-00',
    '2013-4',
    '2013-02-29',
    '2013-04-31',
    '2013-04-18T00:00',
    ' 2013',
    '2013-04-'
  ])('%j is none', (date) => {
    expect(isPartialDate(date)).toBe(false);
  });

  it.each([
    ['2013', '2013-01-01', '2013-12-31'],
    ['2014-21', '2014-03-01', '2014-05-31'],
    ['2014-22', '2014-06-01', '2014-08-31'],
    ['2014-23', '2014-09-01', '2014-11-30'],
    ['2013-24', '2013-12-01', '2014-02-28'],
    ['2013-02', '2013-02-01', '2013-02-28'],
    ['2012-02', '2012-02-01', '2012-02-29'],
    ['2013-04-18', '2013-04-18', '2013-04-18']
  ])('%s can mean any day from %s to %s', (date, first, last) => {
    expect(spanOf(date)).toEqual({ first, last });
  });

  it('is over only when the last day that it can mean is', () => {
    expect(isOver('2013-11', '2013-11-30')).toBe(false);
    expect(isOver('2013-11', '2013-12-01')).toBe(true);
    expect(isOver('2013', '2013-12-31')).toBe(false);
    expect(isOver('2013', '2014-01-01')).toBe(true);
  });

  it('precedes another whenever some day of it can', () => {
    expect(canPrecede('2013-06', '2013')).toBe(true);
    expect(canPrecede('2013', '2013-06')).toBe(true);
    expect(canPrecede('2013-06', '2013-05')).toBe(false);
    expect(canPrecede('2013-05-18', '2013-05-18')).toBe(true);
  });
});
