/**
 * Parses numbers as people write them, in either language: `2,785 million`, `12,5 million`, `1.234.567,89`,
 * `27.85亿`, `3亿5千万`, `约3亿元`. The caller shows the parsed value before it is accepted; an ambiguous
 * number is not parsed.
 */

/** A billion is 10^9, as it is throughout the study. */
const units: readonly (readonly [pattern: RegExp, factor: number])[] = [
  [/^(兆|trillions?|tn)$/i, 1e12],
  [/^(billions?|bn)$/i, 1e9],
  [/^(millions?|mn|m)$/i, 1e6],
  [/^(thousands?|k)$/i, 1e3]
];

/** Maps the multiplier words of Chinese, of which several may follow each other in one number. */
const hanUnits: ReadonlyMap<string, number> = new Map([
  ['万亿', 1e12],
  ['千亿', 1e11],
  ['百亿', 1e10],
  ['十亿', 1e9],
  ['亿', 1e8],
  ['千万', 1e7],
  ['百万', 1e6],
  ['十万', 1e5],
  ['万', 1e4],
  ['千', 1e3]
]);
const hanPart = `([\\d., ]*\\d)\\s*(${[...hanUnits.keys()].join('|')})`;
const hanNumber = new RegExp(`^(-?)((?:${hanPart.replaceAll('(', '(?:')})+)$`);
const hanParts = new RegExp(hanPart, 'g');

/** Matches a word of Latin letters that no other letter touches; a digit may follow it. */
const word = (words: string): string => `(?<![a-z])(?:${words})(?![a-z])`;
const currencies: readonly (readonly [pattern: RegExp, code: string])[] = [
  [new RegExp(`人民币|元|¥|${word('RMB|CNY|yuan|renminbi')}`, 'i'), 'CNY'],
  [new RegExp(`€|欧元|${word('EUR|euros?')}`, 'i'), 'EUR'],
  [new RegExp(`£|英镑|${word('GBP')}`, 'i'), 'GBP'],
  [new RegExp(`\\$|美元|${word('USD|dollars?')}`, 'i'), 'USD']
];
const currencyWords = new RegExp(`[€£$¥]|${word('RMB|CNY|EUR|GBP|USD|yuan|renminbi|euros?|dollars?')}`, 'gi');

const about = /^(?:about|approximately|approx\.?|around|circa|ca\.?|~|≈|约|大约)\s*|\s*(?:左右|上下)$/gi;

export interface ReadAmount {
  readonly amount: number;
  /** ISO 4217; null where no currency is written. */
  readonly currency: string | null;
  readonly isApproximate: boolean;
}

/** Returns null where it is no number, or could be more than one. */
export function readAmount(text: string): ReadAmount | null {
  let rest = text.normalize('NFKC').trim();
  const found = currencies.filter(([pattern]) => pattern.test(rest)).map(([, code]) => code);
  // The dollar may be that of another country, and the words for yuan and dollar both end in 元.
  const currency = found.includes('USD') ? 'USD' : found.includes('EUR') ? 'EUR' : (found[0] ?? null);
  for (const name of ['人民币', '美元', '欧元', '英镑', '元']) rest = rest.replaceAll(name, '');
  rest = rest.replace(currencyWords, '').trim();
  const bare = rest.replace(about, '').trim();
  const number = readHan(bare) ?? readWithUnit(bare);
  // 27.85 times 10^8 is not quite a whole number in floating-point arithmetic.
  const amount = number === null ? Number.NaN : Number(number.toPrecision(15));
  return Number.isFinite(amount) ? { amount, currency, isApproximate: bare !== rest } : null;
}

function readWithUnit(text: string): number | null {
  const match = /^(-?[\d., ]*\d)\s*([^\d\s.,]*)$/.exec(text);
  const number = readNumber(match?.[1] ?? '');
  const unit = match?.[2] ?? '';
  const factor = unit === '' ? 1 : units.find(([pattern]) => pattern.test(unit))?.[1];
  return number === null || factor === undefined ? null : number * factor;
}

/** Adds up a number such as 3亿5千万, whose parts must become smaller; null for any other text. */
function readHan(text: string): number | null {
  const [, sign, written] = hanNumber.exec(text.replaceAll('億', '亿').replaceAll('萬', '万')) ?? [];
  if (written === undefined) return null;
  const parts = [...written.matchAll(hanParts)].map(([, digits = '', unit = '']) => ({
    number: readNumber(digits),
    factor: hanUnits.get(unit) ?? Number.NaN
  }));
  let sum = 0;
  for (const [index, { number, factor }] of parts.entries()) {
    const before = parts[index - 1];
    if (number === null || (before && number * factor >= before.factor)) return null;
    if (parts.length > 1 && !Number.isInteger(number)) return null;
    sum += number * factor;
  }
  return sign === '-' ? -sum : sum;
}

/**
 * Parses a number with separators of either kind. A lone comma before three digits separates thousands; it
 * separates the fraction where it can be nothing else, as in 12,5. Several points separate thousands.
 */
export function readNumber(text: string): number | null {
  const bare = text.replaceAll(' ', '');
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare) && !/^-?0,/.test(bare))
    return Number(bare.replaceAll(',', ''));
  if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(bare) || /^-?\d{1,3}(\.\d{3}){2,}$/.test(bare))
    return Number(bare.replaceAll('.', '').replace(',', '.'));
  if (/^-?\d+,\d+$/.test(bare)) return Number(bare.replace(',', '.'));
  return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
}
