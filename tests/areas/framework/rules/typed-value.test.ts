import { describe, expect, test } from 'vitest';
import { readCurrency, readDate, readPeriod } from '#rules/framework/typed-value.ts';

/** R062, R063: what a city writes of money is understood, or refused at the field. */
describe('a currency', () => {
  test.each([
    ['EUR', 'EUR'],
    ['eur', 'EUR'],
    ['euro', 'EUR'],
    ['€', 'EUR'],
    ['欧元', 'EUR'],
    ['RMB', 'CNY'],
    ['人民币', 'CNY'],
    ['元', 'CNY'],
    ['￥', 'CNY'],
    ['$', 'USD'],
    ['chf', 'CHF']
  ])('%s is known by its code, sign or name', (text, code) => expect(readCurrency(text)).toBe(code));
  test.each(['', 'gold', '日元', 'E U', 'EURO/USD'])('%j is not read', (text) =>
    expect(readCurrency(text)).toBeNull()
  );
});

describe('a period', () => {
  test.each([
    ['2013', '2013'],
    ['2013年', '2013'],
    ['2013年度', '2013'],
    ['FY 2013', '2013'],
    ['FY2013', '2013'],
    ['2013财年', '2013'],
    ['2013.0', '2013'],
    ['2012/13', '2012-2013'],
    ['2012-13', '2012-2013'],
    ['FY 2010/11', '2010-2011'],
    ['2011—2015年', '2011-2015'],
    ['2011至2015', '2011-2015'],
    ['2011 to 2015', '2011-2015'],
    ['2011–2015', '2011–2015']
  ])('%s is a year, or runs between two', (text, period) => expect(readPeriod(text)).toBe(period));
  test.each(['', 'soon', '13', '2010/11', '2015-2011', '2013-2013', '2013-04-18'])('%j is not read', (text) =>
    expect(readPeriod(text)).toBeNull()
  );
});

describe('a date', () => {
  test.each([
    ['2013', '2013'],
    ['April 2013', '2013-04'],
    ['2013年4月', '2013-04'],
    ['2013年4月18日', '2013-04-18'],
    ['18 April 2013', '2013-04-18'],
    ['13/04/2013', '2013-04-13'],
    ['3.4.2013', '2013-04-03'],
    ['spring 2013', '2013-21'],
    ['2013年秋', '2013-23']
  ])('%s is as exact as it is written', (text, date) => expect(readDate(text)).toBe(date));
  test.each(['', 'last spring', '3/4/2013', '31/02/2013', '2013-13'])('%j is not read', (text) =>
    expect(readDate(text)).toBeNull()
  );
});
