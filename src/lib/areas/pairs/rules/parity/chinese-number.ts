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

interface ParseState {
  readonly text: string;
  readonly from: number;
  at: number;
  /** Hold the sums of what stands before 亿, before 万, and behind them. */
  high: number;
  middle: number;
  section: number;
  /** Holds the number that no unit has followed yet. */
  current: number | null;
  step: number;
  scale: number;
  lastUnit: number;
  written: number;
  hasDigits: boolean;
  isOver: boolean;
  hasZero: boolean;
  low: number | null;
  positional: string;
}

/** Says whether a sign was read, ends the number, or shows that there is none. */
type SignResult = 'read' | 'end' | 'none';

const startAt = (text: string, from: number): ParseState => ({
  ...{ text, from, at: from },
  ...{ high: 0, middle: 0, section: 0, current: null },
  ...{ step: 1, scale: 1, lastUnit: 0, written: 0 },
  ...{ hasDigits: false, isOver: false, hasZero: false, low: null, positional: '' }
});

/** Null where no number begins at the position. */
export function readChineseNumber(text: string, from: number): ChineseNumber | null {
  const state = startAt(text, from);
  const end = Math.min(text.length, from + longest);
  let result: SignResult = 'read';
  while (result === 'read' && state.at < end) result = readSign(state);
  return result === 'none' || state.at === from ? null : numberOf(state);
}

function readSign(state: ParseState): SignResult {
  const { text, from, at, current } = state;
  const sign = text[at] ?? '';
  const han = hanDigits.get(sign);
  const unit = smallUnits.get(sign);
  const factor = large.get(sign);
  if (/\d/.test(sign)) return readArabicDigits(state);
  if (han === 0 && current === null && sumOf(state) > 0 && !state.hasDigits) {
    state.hasZero = true;
    state.at += 1;
    return 'read';
  }
  if (han !== undefined) return readHanDigit(state, sign, han);
  if (sign === '点' && current !== null && !state.hasDigits && hanDigits.has(text[at + 1] ?? ''))
    return readDecimals(state, current);
  if ((sign === '多' || sign === '余' || sign === '几') && at > from) {
    const next = text[at + 1] ?? '';
    if (!smallUnits.has(next) && !large.has(next)) return 'end';
    state.isOver = true;
    state.at += 1;
    return 'read';
  }
  if (unit !== undefined) return readUnit(state, unit);
  return factor === undefined ? 'end' : readLargeUnit(state, factor);
}

const sumOf = ({ high, middle, section }: ParseState): number => section + middle + high;

function readArabicDigits(state: ParseState): SignResult {
  if (state.current !== null || (state.at > state.from && sumOf(state) === 0)) return 'end';
  digits.lastIndex = state.at;
  const match = digits.exec(state.text);
  const read = match === null ? null : readDigits(match[0]);
  if (match === null || read === null) return 'none';
  if (match[0].indexOf('.') !== match[0].lastIndexOf('.')) return 'none';
  state.hasDigits = true;
  state.current = read.value;
  state.step = read.step;
  state.scale = 1;
  state.written += read.digits;
  state.at += match[0].length;
  return 'read';
}

function readHanDigit(state: ParseState, sign: string, han: number): SignResult {
  const { current, positional } = state;
  if (state.hasDigits) return 'end';
  if (current !== null && positional === '') return 'end';
  if (current !== null && positional.length === 1 && han === current + 1 && han > 1 && current > 0) {
    // 两三, 七八: a range of neighbours, and no number of two signs.
    if (hanDigits.has(state.text[state.at + 1] ?? '')) state.positional += sign;
    else {
      state.low = current;
      state.positional = '';
    }
  } else state.positional += sign;
  state.current = han;
  state.step = 1;
  state.scale = 1;
  state.written += 1;
  state.at += 1;
  return 'read';
}

function readDecimals(state: ParseState, current: number): SignResult {
  const { text } = state;
  let decimals = '';
  for (state.at += 1; hanDigits.has(text[state.at] ?? '') && decimals.length < 8; state.at++)
    decimals += String(hanDigits.get(text[state.at] ?? ''));
  state.current = Number(`${state.section + current}.${decimals}`);
  state.section = 0;
  state.step = 10 ** -decimals.length;
  state.written += decimals.length;
  state.positional = '';
  return 'read';
}

/** Reads 十, 百 or 千. */
function readUnit(state: ParseState, unit: number): SignResult {
  const { current, section } = state;
  if (endsBeforeUnit(state)) return 'end';
  // 5千: the number before the unit is that of its section; 3百5十 too.
  if (current === null && section > 0 && !state.isOver) return 'end';
  if (current === null && section > 0) state.section *= unit;
  else state.section += (current ?? 1) * unit;
  if (unit === 10 && current === null) state.written += 1;
  state.scale = unit;
  passUnit(state, unit);
  return 'read';
}

/** Reads 万 or 亿. */
function readLargeUnit(state: ParseState, factor: number): SignResult {
  const { current, section, middle } = state;
  if (endsBeforeUnit(state)) return 'end';
  const before = section + (current ?? 0);
  const scale = (section > 0 && current === null ? state.scale : 1) * factor;
  if (factor === 1e8) {
    if (state.high > 0) return 'end';
    state.high = (middle + before || 1) * 1e8;
    state.scale = middle > 0 ? state.scale * 1e8 : scale;
    state.middle = 0;
  } else {
    if (middle > 0) return 'end';
    state.middle = (before || 1) * 1e4;
    state.scale = scale;
  }
  state.section = 0;
  passUnit(state, factor);
  return 'read';
}

/** Is true where the unit belongs to the word behind it, or follows a number without units, such as 二〇一三. */
const endsBeforeUnit = ({ text, at, current, section, positional }: ParseState): boolean =>
  isNoUnit(text, at, current !== null || section > 0) || positional.length > 1;

function passUnit(state: ParseState, unit: number): void {
  if (state.low !== null) state.low *= unit;
  state.step *= unit;
  state.lastUnit = unit;
  state.hasZero = false;
  state.current = null;
  state.positional = '';
  state.at += 1;
}

function numberOf(state: ParseState): ChineseNumber {
  const { from, at, current, lastUnit, written, hasDigits, hasZero, low, positional } = state;
  const sum = sumOf(state);
  // 三万五 is 35,000, 一百二 is 120; 一百零五 is 105.
  const tail =
    current !== null && !hasDigits && lastUnit >= 100 && !hasZero && positional.length === 1
      ? (current * lastUnit) / 10
      : (current ?? 0);
  const isPositional = positional.length > 1;
  return {
    value: isPositional
      ? Number(
          Array.from(positional)
            .map((sign) => hanDigits.get(sign))
            .join('')
        )
      : cleaned(sum + tail),
    step: sum > 0 && current !== null && tail !== current ? lastUnit / 10 : state.step,
    digits: Math.max(written, 1),
    scale: state.scale,
    from,
    to: at,
    low: low === null ? null : cleaned(low),
    hasDigits,
    isOver: state.isOver,
    isVague: written === 0 && sum >= 100,
    positional: isPositional ? positional : null
  };
}
