/**
 * Understands currencies, periods and dates as people write them, in either language, on a page or in a file.
 * Each function returns the value in the form in which it is stored, and null for a text that is none, or
 * could mean more than one.
 */
import { isPartialDate } from '#base/partial-date.ts';

/** Checks the form of an ISO 4217 code; whether such a currency exists is not checked. */
export const isCurrency = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Z]{3}$/.test(value);
/** A year, or a period between two years. */
export const isPeriod = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}([-–]\d{4})?$/.test(value);

/** Limits the text of a currency, period or date, in characters; a longer text is not parsed. */
const longest = 1_000;
const plain = (text: string): string =>
  text.length > longest ? '' : text.normalize('NFKC').trim().toLowerCase();

/** Maps what people call a currency to its code. */
const currencyNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EUR: ['€', 'euro', 'euros', '欧元'],
    CNY: ['¥', 'cn¥', 'rmb', 'yuan', 'renminbi', '元', '人民币', '人民币元'],
    USD: ['$', 'us$', 'dollar', 'dollars', 'us dollar', 'us dollars', '美元'],
    GBP: ['£', 'pound', 'pounds', 'pound sterling', 'pounds sterling', '英镑']
  }).flatMap(([code, names]) => names.map((name) => [name, code] as const))
);

/** By its code, its sign or its name. */
export function readCurrency(text: string): string | null {
  const name = plain(text);
  const code = currencyNames.get(name) ?? name.toUpperCase();
  return isCurrency(code) ? code : null;
}

/**
 * Returns a year, or a period between two: 2013, 2013年, FY 2013, 2012/13, 2011—2015年. A text such as
 * 2010/11 could be a month and is not read, except as a fiscal year.
 */
export function readPeriod(text: string): string | null {
  const written = plain(text);
  const isFiscal = /^(?:fy|fiscal year|financial year)|财年|财政年度/.test(written);
  const bare = written
    .replace(/^(?:fy|fiscal year|financial year)\s*/, '')
    .replace(/财年|财政年度|年度/g, '')
    .replace(/[\s年]/g, '')
    .replace(/[—―~至到−]+|to/g, '-')
    // Programs that store a year as a number give `2013.0`.
    .replace(/^(\d{4})\.0+$/, '$1');
  const [, first = '', century = '', mark = '', last = ''] =
    /^((\d{2})\d{2})([-–/])(\d{4}|\d{2})$/.exec(bare) ?? [];
  if (first === '') return isPeriod(bare) ? bare : null;
  if (last.length === 2 && Number(last) <= 12 && !isFiscal) return null;
  const end = last.length === 2 ? century + last : last;
  return Number(end) > Number(first) ? `${first}${mark === '–' ? '–' : '-'}${end}` : null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const seasonNames: ReadonlyMap<string, string> = new Map([
  ['spring', '21'],
  ['summer', '22'],
  ['autumn', '23'],
  ['fall', '23'],
  ['winter', '24'],
  ['春', '21'],
  ['夏', '22'],
  ['秋', '23'],
  ['冬', '24']
]);

/**
 * Returns a date with the precision with which it is written: 2013, 2013年4月, April 2013, 18 April 2013,
 * 18.4.2013, spring 2013. An ambiguous day and month, such as 3/4/2013, is not read.
 */
export function readDate(text: string): string | null {
  const bare = plain(text);
  if (isPartialDate(bare)) return bare;
  const two = (digits: string): string => digits.padStart(2, '0');
  const whole = /^(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)$/.exec(
    bare.replace(/[t ]00:00(:00(\.0+)?)?z?$/, '')
  );
  const dayFirst = /^(\d{1,2})([./-])\s*(\d{1,2})\2\s*(\d{4})$/.exec(bare);
  const seasonal = /^(?:(\d{4})\s*年?\s*([春夏秋冬])[季天]?|([a-z]+)\s+(?:of\s+)?(\d{4}))$/.exec(bare);
  const named =
    /^(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+)?([a-z]{3,9})\.?,?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,\s*)?(\d{4})$/.exec(
      bare
    );
  const month = months.indexOf((named?.[2] ?? '').slice(0, 3)) + 1;
  const season = seasonNames.get(seasonal?.[2] ?? seasonal?.[3] ?? '');
  const day = named?.[1] ?? named?.[3];
  // Points are written between day, month and year; strokes may also have the month first.
  const [, dayWritten = '', mark, monthWritten = '', yearWritten = ''] = dayFirst ?? [];
  const isDayFirst = dayFirst !== null && (mark === '.' || Number(dayWritten) > 12);
  const date = whole
    ? [whole[1] ?? '', ...(whole[2] ? [two(whole[2])] : []), ...(whole[3] ? [two(whole[3])] : [])].join('-')
    : isDayFirst
      ? `${yearWritten}-${two(monthWritten)}-${two(dayWritten)}`
      : season
        ? `${seasonal?.[1] ?? seasonal?.[4] ?? ''}-${season}`
        : named && month > 0
          ? `${named[4] ?? ''}-${two(String(month))}${day ? `-${two(day)}` : ''}`
          : '';
  // Months beyond twelve mean seasons only in the format that is stored.
  return isPartialDate(date) && !(whole && Number(whole[2] ?? 1) > 12) ? date : null;
}
