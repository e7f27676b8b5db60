/**
 * Parses numbers as people write them, in either language: `2,785 million`, `27.85亿`, `约3亿元`, `20%`. The
 * caller shows the parsed value before it is accepted; an ambiguous number is not parsed.
 */

/** Lists the multiplier words of both languages. A billion is 10^9, as it is throughout the study. */
const units: readonly (readonly [pattern: RegExp, factor: number])[] = [
  [/^(万亿|萬億|兆|trillions?|tn)$/i, 1e12],
  [/^(亿|億)$/, 1e8],
  [/^(billions?|bn)$/i, 1e9],
  [/^(百万|百萬|millions?|mn|m)$/i, 1e6],
  [/^(万|萬)$/, 1e4],
  [/^(千|thousands?|k)$/i, 1e3]
];

const currencies: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/人民币|元|¥|￥|\bRMB\b|\bCNY\b|\byuan\b/i, 'CNY'],
  [/€|欧元|\bEUR\b|\beuros?\b/i, 'EUR'],
  [/£|英镑|\bGBP\b/i, 'GBP'],
  [/\$|美元|\bUSD\b|\bdollars?\b/i, 'USD']
];

const about = /^(?:about|approximately|approx\.?|around|circa|ca\.?|~|≈|约|大约)\s*|\s*(?:左右|上下)$/gi;

export interface ReadAmount {
  readonly amount: number;
  /** Holds the ISO 4217 code; null where no currency is written. */
  readonly currency: string | null;
  readonly isApproximate: boolean;
}

/** Parses an amount; returns null where it is no number, or could be more than one. */
export function readAmount(text: string): ReadAmount | null {
  let rest = text.normalize('NFKC').trim();
  const found = currencies.filter(([pattern]) => pattern.test(rest)).map(([, code]) => code);
  // The dollar may be that of another country, and the words for yuan and dollar both end in 元.
  const currency = found.includes('USD') ? 'USD' : found.includes('EUR') ? 'EUR' : (found[0] ?? null);
  for (const word of ['人民币', '美元', '欧元', '英镑', '元']) rest = rest.replaceAll(word, '');
  rest = rest.replace(/[€£$¥]|\b(?:RMB|CNY|EUR|GBP|USD|yuan|euros?|dollars?)\b/gi, '').trim();
  const bare = rest.replace(about, '').trim();
  const match = /^(-?[\d., ]*\d)\s*([^\d\s.,]*)$/.exec(bare);
  if (!match) return null;
  const number = readNumber(match[1] ?? '');
  const word = match[2] ?? '';
  const factor = word === '' ? 1 : units.find(([pattern]) => pattern.test(word))?.[1];
  if (number === null || factor === undefined) return null;
  // 27.85 times 10^8 is not quite a whole number in floating-point arithmetic.
  const amount = Number((number * factor).toPrecision(15));
  return Number.isFinite(amount) ? { amount, currency, isApproximate: bare !== rest } : null;
}

/**
 * Parses a number. Commas separate thousands and the point the fraction; a lone comma before other than three
 * digits is ambiguous and is refused.
 */
export function readNumber(text: string): number | null {
  const bare = text.replaceAll(' ', '');
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) return Number(bare.replaceAll(',', ''));
  return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
}
