/** Reads a number in Chinese: 3亿5千万, 二百三十, 10余万, 两三 and their like. */
import { cleaned, digitsPattern, readDigits, type ReadNumber } from './quantity.ts';

const hanDigits: ReadonlyMap<string, number> = new Map(
  Array.from('零一二三四五六七八九')
    .map((digit, value): [string, number] => [digit, value])
    .concat([
      ['〇', 0],
      ['两', 2],
      ['俩', 2],
      ['壹', 1],
      ['贰', 2],
      ['叁', 3]
    ])
);
const smallUnits: ReadonlyMap<string, number> = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000]
]);
const large: ReadonlyMap<string, number> = new Map([
  ['万', 1e4],
  ['亿', 1e8]
]);
const digits = new RegExp(digitsPattern, 'y');
// 千瓦, 百分之, 万元 as a heading, and words in which the sign counts nothing.
const noUnit = /千[瓦米克焦卡帕]|百分[之点]/y;
const noNumber = /千兆|百[分姓货科度日]|万[物维科达一]/y;
/** The longest number that is read, in signs; what is longer is not a quantity. */
const longest = 40;

export interface ChineseNumber extends ReadNumber {
  readonly from: number;
  /** Holds the lower number of 两三 or 七八. */
  readonly low: number | null;
  readonly hasDigits: boolean;
  /** Is true with 多 or 余 in it: 20多万. */
  readonly isOver: boolean;
  /** Is true for 几十, 数百 and 百万, which say a size and no number. */
  readonly isVague: boolean;
  /** Holds the signs of a number without units, such as 二〇一三. */
  readonly positional: string | null;
}

/** Is true for a unit of multiplication that belongs to the word behind it, more often so with no number before it. */
function isNoUnit(text: string, at: number, isCounted: boolean): boolean {
  noUnit.lastIndex = at;
  noNumber.lastIndex = at;
  return noUnit.test(text) || (!isCounted && noNumber.test(text));
}

/** Reads the number that begins at a position; null where none does. */
export function readChineseNumber(text: string, from: number): ChineseNumber | null {
  let [high, middle, section] = [0, 0, 0];
  let current: number | null = null;
  let [step, scale, lastUnit] = [1, 1, 0];
  let written = 0;
  let hasDigits = false;
  let isOver = false;
  let hasZero = false;
  let low: number | null = null;
  let positional = '';
  let at = from;
  const end = Math.min(text.length, from + longest);
  while (at < end) {
    const sign = text[at] ?? '';
    const han = hanDigits.get(sign);
    const unit = smallUnits.get(sign);
    const factor = large.get(sign);
    if (/\d/.test(sign)) {
      if (current !== null || (at > from && section + middle + high === 0)) break;
      digits.lastIndex = at;
      const match = digits.exec(text);
      const read = match === null ? null : readDigits(match[0]);
      if (match === null || read === null) return null;
      if (match[0].indexOf('.') !== match[0].lastIndexOf('.')) return null;
      hasDigits = true;
      current = read.value;
      step = read.step;
      scale = 1;
      written += read.digits;
      at += match[0].length;
      continue;
    }
    if (han === 0 && current === null && section + middle + high > 0 && !hasDigits) {
      hasZero = true;
      at += 1;
      continue;
    }
    if (han !== undefined) {
      if (hasDigits) break;
      if (current !== null && positional === '') break;
      if (current !== null && positional.length === 1 && han === current + 1 && han > 1 && current > 0) {
        // 两三, 七八: a range of neighbours, and no number of two signs.
        if (hanDigits.has(text[at + 1] ?? '')) positional += sign;
        else {
          low = current;
          positional = '';
        }
      } else positional += sign;
      current = han;
      step = 1;
      scale = 1;
      written += 1;
      at += 1;
      continue;
    }
    if (sign === '点' && current !== null && !hasDigits && hanDigits.has(text[at + 1] ?? '')) {
      let decimals = '';
      for (at += 1; hanDigits.has(text[at] ?? '') && decimals.length < 8; at++)
        decimals += String(hanDigits.get(text[at] ?? ''));
      current = Number(`${section + current}.${decimals}`);
      section = 0;
      step = 10 ** -decimals.length;
      written += decimals.length;
      positional = '';
      continue;
    }
    if ((sign === '多' || sign === '余' || sign === '几') && at > from) {
      const next = text[at + 1] ?? '';
      if (!smallUnits.has(next) && !large.has(next)) break;
      isOver = true;
      at += 1;
      continue;
    }
    if (unit !== undefined) {
      if (isNoUnit(text, at, current !== null || section > 0) || positional.length > 1) break;
      // 5千: the number before the unit is that of its section; 3百5十 too.
      if (current === null && section > 0 && !isOver) break;
      if (current === null && section > 0) section *= unit;
      else section += (current ?? 1) * unit;
      if (low !== null) low *= unit;
      if (unit === 10 && current === null) written += 1;
      step *= unit;
      scale = unit;
      lastUnit = unit;
      hasZero = false;
      current = null;
      positional = '';
      at += 1;
      continue;
    }
    if (factor !== undefined) {
      if (isNoUnit(text, at, current !== null || section > 0) || positional.length > 1) break;
      const before = section + (current ?? 0);
      if (factor === 1e8) {
        if (high > 0) break;
        high = (middle + before || 1) * 1e8;
        if (middle > 0) scale *= 1e8;
        else scale = (section > 0 && current === null ? scale : 1) * 1e8;
        middle = 0;
      } else {
        if (middle > 0) break;
        middle = (before || 1) * 1e4;
        scale = (section > 0 && current === null ? scale : 1) * 1e4;
      }
      if (low !== null) low *= factor;
      step *= factor;
      lastUnit = factor;
      hasZero = false;
      section = 0;
      current = null;
      positional = '';
      at += 1;
      continue;
    }
    break;
  }
  if (at === from) return null;
  const sum = high + middle + section;
  // 三万五 is 35,000, 一百二 is 120; 一百零五 is 105.
  const tail =
    current !== null && !hasDigits && lastUnit >= 100 && !hasZero && positional.length === 1
      ? (current * lastUnit) / 10
      : (current ?? 0);
  const isPositional = positional.length > 1;
  if (sum > 0 && current !== null && tail !== current) step = lastUnit / 10;
  return {
    value: isPositional
      ? Number(
          Array.from(positional)
            .map((sign) => hanDigits.get(sign))
            .join('')
        )
      : cleaned(sum + tail),
    step,
    digits: Math.max(written, 1),
    scale,
    from,
    to: at,
    low: low === null ? null : cleaned(low),
    hasDigits,
    isOver,
    isVague: written === 0 && sum >= 100,
    positional: isPositional ? positional : null
  };
}
