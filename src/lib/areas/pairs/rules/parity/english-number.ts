/** Reads a number in English words: twenty-one, one hundred and five thousand, half a million. */
import { cleaned, type ReadNumber } from './quantity.ts';

const list = (words: string, first: number, step: number): [string, number][] =>
  words.split(' ').map((word, index) => [word, first + index * step]);
const units = new Map(
  list(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
      'seventeen eighteen nineteen',
    0,
    1
  )
);
const tens = new Map(list('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10));
export const multipliers: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
  ['millions', 1e6],
  ['billions', 1e9],
  ['bn', 1e9],
  ['mn', 1e6],
  ['tn', 1e12]
]);
export const ordinals: ReadonlyMap<string, number> = new Map([
  ...list(
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth ' +
      'fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
    1,
    1
  ),
  ['thirtieth', 30] as [string, number]
]);
/** Lists the words with which a number can begin. */
export const firstWords: readonly string[] = [...units.keys(), ...tens.keys()];

const word = /(?:[\s-]+)?([a-z]+)(?![a-z])/iy;
/** The longest number that is read, in words. */
const longest = 14;

const wordAt = (text: string, at: number): { word: string; from: number; to: number } | null => {
  word.lastIndex = at;
  const match = word.exec(text);
  const found = match?.[1];
  if (match === null || found === undefined) return null;
  return { word: found.toLowerCase(), from: at + match[0].length - found.length, to: at + match[0].length };
};

export interface EnglishNumber extends ReadNumber {
  readonly from: number;
  readonly hasDigits: boolean;
  /** Is true for a number that ends with an ordinal: twenty-first. */
  readonly isOrdinal: boolean;
}

/** Null where no number begins at the position. */
export function readEnglishWords(text: string, from: number): EnglishNumber | null {
  let [total, section] = [0, 0];
  let [last, scale] = [Number.POSITIVE_INFINITY, 1];
  let kind: 'none' | 'unit' | 'tens' | 'hundred' | 'large' = 'none';
  let at = from;
  let isOrdinal = false;
  for (let count = 0; count < longest; count++) {
    let next = wordAt(text, at);
    // The first word begins here; an “and” belongs to a number only behind hundred or thousand.
    if (next?.word === 'and' && (kind === 'hundred' || kind === 'large')) next = wordAt(text, next.to);
    if (next === null) break;
    const unit = units.get(next.word);
    const ten = tens.get(next.word);
    const factor = multipliers.get(next.word);
    const ordinal = ordinals.get(next.word);
    if (
      unit !== undefined &&
      (kind === 'none' ||
        kind === 'hundred' ||
        kind === 'large' ||
        (kind === 'tens' && unit < 10 && unit > 0))
    ) {
      section += unit;
      kind = 'unit';
    } else if (ten !== undefined && (kind === 'none' || kind === 'hundred' || kind === 'large')) {
      section += ten;
      kind = 'tens';
    } else if (ordinal !== undefined && kind === 'tens' && ordinal < 10) {
      section += ordinal;
      isOrdinal = true;
      at = next.to;
      break;
    } else if (factor === 100 && kind === 'unit' && section < 10) {
      section *= 100;
      kind = 'hundred';
    } else if (factor !== undefined && factor > 100 && kind !== 'none' && kind !== 'large' && factor < last) {
      total += section * factor;
      section = 0;
      last = factor;
      scale = factor;
      kind = 'large';
    } else break;
    at = next.to;
  }
  if (kind === 'none') return null;
  const value = cleaned(total + section);
  return {
    value,
    step: kind === 'large' ? scale : 1,
    digits: 1,
    scale,
    from,
    to: at,
    hasDigits: false,
    isOrdinal
  };
}
