/** Reads quantities out of a Chinese passage. */
import { readChineseNumber, type ChineseNumber } from './chinese-number.ts';
import { bare, digitsPattern, mostQuantities, withSharedUnits, type Quantity } from './quantity.ts';
import { readChineseUnit, readCurrencyAfter, readCurrencyBefore } from './units.ts';
import { matchAt } from './match-at.ts';
import { type Parts, quantityOf, isCountedAt } from './chinese-quantity.ts';

const start = /[\d零〇一二两三四五六七八九十百千万亿半]|第|翻|百分之|[千万]分之/g;
const link = {
  range: /^(?:年|月|日|个|%)?\s*(?:[-–—~]{1,2}|至|到|──)\s*$/,
  series: /^\s*(?:[、和与或及]|以及)\s*$/
};
const digitRun = new RegExp(digitsPattern, 'y');
const longestRun = 24;
const monthAfter = /\s*月(?!份?度|薪|租|费)/y;
const dayAfter = /\s*[日号]/y;
const plan =
  /[“"「]?(十[一二三四五六]?|[七八九])五[”"」]?(?=[规计]划|期间|时期|末|以来|[”"」])|十[一二三四五六]五/y;
const planInWords = /第(十[一二三四五六]?|[一二三四五六七八九])个五年(?:[规计]划)?/y;
const century = /(?:世纪|个世纪)/y;
const shareWords = /半数|一半|过半|大半|半壁/y;
const half = /半(?=[年天日月]|个|小时)/y;
const percent = /\s*%/y;
const permille = /\s*‰/y;
const points = /\s*(?:个百分点|百分点)/y;
const tenths = /成([一二三四五六七八九])?(?![立为员果功本都效熟交人套品长分就因份])/y;
const fraction = /分之/y;
const times = /倍/y;
const growth = /(?:增长|增加|提高|上升|扩大|增)了?$/;

/** `before` is the quantity that precedes the number. */
function readAfter(text: string, number: ChineseNumber, before: Quantity | undefined): Parts | null {
  let at = number.to;
  let found: RegExpExecArray | null;
  if ((found = matchAt(percent, text, at))) return { kind: 'share', to: at + found[0].length };
  if ((found = matchAt(permille, text, at)))
    return { kind: 'share', value: number.value / 10, step: number.step / 10, to: at + found[0].length };
  if ((found = matchAt(points, text, at))) return { kind: 'points', to: at + found[0].length };
  if ((found = matchAt(fraction, text, at)) && number.value > 0) {
    const part = readChineseNumber(text, at + found[0].length);
    if (part && part.value < number.value)
      return {
        kind: 'share',
        value: (part.value / number.value) * 100,
        step: 1e-6,
        to: part.to,
        certainty: 'sure'
      };
  }
  if (number.value <= 10 && number.value >= 1 && (found = matchAt(tenths, text, at))) {
    const tail = found[1] === undefined ? 0 : (readChineseNumber(found[1], 0)?.value ?? 0);
    return {
      kind: 'share',
      value: number.value * 10 + tail,
      step: tail > 0 ? 1 : 10 * number.step,
      to: at + found[0].length,
      certainty: number.value > 2 ? 'sure' : 'hint'
    };
  }
  if ((found = matchAt(times, text, at))) {
    const isGrowth = growth.test(text.slice(Math.max(0, number.from - 6), number.from));
    return {
      kind: 'multiple',
      to: at + 1,
      ...(isGrowth ? { alternative: number.value + 1 } : {}),
      ...(number.value < 3 && !number.hasDigits ? { certainty: 'hint' as const } : {})
    };
  }
  const isYear = number.value >= 1800 && number.value <= 2150 && number.step === 1 && number.scale === 1;
  if (
    isYear &&
    text[at] === '年' &&
    (number.hasDigits || number.positional !== null) &&
    text[at + 1] !== '代'
  )
    return { kind: 'year', to: at + 1, certainty: 'sure' };
  if (text[at] === '年' && text[at + 1] === '代' && number.value % 10 === 0)
    return {
      kind: 'decade',
      value: number.value % 100,
      to: at + 2,
      certainty: number.hasDigits ? 'sure' : 'likely'
    };
  if (number.value <= 30 && (found = matchAt(century, text, at)) && found[0] === '世纪')
    return { kind: 'century', to: at + 2, certainty: 'likely' };
  if (number.value >= 1 && number.value <= 12 && (found = matchAt(monthAfter, text, at)))
    return { kind: 'month', to: at + found[0].length, certainty: number.hasDigits ? 'sure' : 'likely' };
  if (number.value >= 1 && number.value <= 31 && before?.kind === 'month' && before.to >= number.from - 2) {
    found = matchAt(dayAfter, text, at);
    if (found) return { kind: 'day', to: at + found[0].length, certainty: 'sure' };
  }
  // A time of day.
  if (number.hasDigits && /^时(?![间期代])/.test(text.slice(at, at + 2))) return null;
  const isOver = number.value >= 10 && /^[多余](?![额地量种样])/.test(text.slice(at, at + 2));
  if (isOver) at += 1;
  const withOver = (parts: Parts): Parts => (isOver ? { ...parts, isOver } : parts);
  const unit = readChineseUnit(text, at);
  if (unit) {
    const isClock = unit.unit.symbol === 'hour' && number.value === 24;
    // 一年半, 两个半月 and 3年半 hold half a unit more.
    const more = number.step === 1 && /^半(?![年月日天个])/.test(text.slice(unit.to, unit.to + 2)) ? 0.5 : 0;
    return withOver({
      kind: 'number',
      unit: unit.unit,
      to: unit.to + (more > 0 ? 1 : 0),
      ...(more > 0 ? { value: number.value + more, step: 0.5 } : {}),
      ...(isClock ? { certainty: 'hint' as const } : {})
    });
  }
  const money = readCurrencyAfter('zh', text, at);
  if (money) return withOver({ kind: 'number', currency: money.code, to: money.to });
  const isBareYear = isYear && !isOver && number.hasDigits && number.digits === 4 && !isCountedAt(text, at);
  return withOver({ kind: isBareYear ? 'year' : 'number', to: at });
}

const isHanYear = ({ positional, to }: ChineseNumber, text: string): boolean =>
  positional?.length === 4 && text[to] === '年';

/** In the order of the text, which is normalised and without idioms. */
export function readChinese(text: string): Quantity[] {
  const quantities: Quantity[] = [];
  start.lastIndex = 0;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    if (quantities.length >= mostQuantities) break;
    const from = match.index;
    const before = quantities.at(-1);
    const read = readAt(text, from, before);
    if (read.quantity) quantities.push(...read.quantity);
    start.lastIndex = Math.max(read.to, from + 1);
  }
  return withSharedUnits(text, quantities, link);
}

function readAt(
  text: string,
  from: number,
  before: Quantity | undefined
): { readonly quantity: readonly Quantity[] | null; readonly to: number } {
  const inWords = matchAt(planInWords, text, from) ?? matchAt(plan, text, from);
  if (inWords || (text[from - 1] ?? '').match(/[“"「]/)) {
    const found = inWords ?? matchAt(plan, text, from - 1);
    const number = found && readChineseNumber(found[1] ?? found[0].replace(/五$/, ''), 0);
    if (found && number) {
      const to = found.index + found[0].length;
      const said: Quantity = quantityOf(text, number, {
        kind: 'plan',
        from: found.index,
        to,
        certainty: 'sure'
      });
      return { quantity: [{ ...said, isInSpan: true }], to };
    }
  }
  const isShare = /^(?:百|千|万)分之/.exec(text.slice(from, from + 3));
  if (isShare) {
    const number = readChineseNumber(text, from + 3);
    if (!number)
      return /^百分之百/.test(text.slice(from, from + 4))
        ? hundred(text, from)
        : { quantity: null, to: from + 3 };
    const divisor = { 百: 1, 千: 10, 万: 100 }[text[from] as '百' | '千' | '万'];
    const value = number.value / divisor;
    const quantity = quantityOf(text, number, {
      kind: 'share',
      from,
      value,
      to: number.to,
      certainty: 'sure'
    });
    return { quantity: [quantity], to: number.to };
  }
  if (text[from] === '第') {
    const number = readChineseNumber(text, from + 1);
    if (!number) return { quantity: null, to: from + 1 };
    const certainty = number.hasDigits || number.value >= 11 ? 'likely' : 'hint';
    const quantity = quantityOf(text, number, { kind: 'ordinal', from, to: number.to, certainty });
    return { quantity: [quantity], to: number.to };
  }
  if (text[from] === '翻') {
    const match = /^翻([一两三])?番/.exec(text.slice(from, from + 3));
    if (!match) return { quantity: null, to: from + 1 };
    const power = match[1] === '三' ? 3 : match[1] === '两' ? 2 : 1;
    return {
      quantity: [bare('multiple', 2 ** power, from, from + match[0].length, 'hint')],
      to: from + match[0].length
    };
  }
  if (text[from] === '半' || matchAt(shareWords, text, from)) {
    const share = matchAt(shareWords, text, from);
    if (share) return { quantity: [bare('share', 50, from, from + 2, 'hint')], to: from + 2 };
    if (!matchAt(half, text, from)) return { quantity: null, to: from + 1 };
    const unit = readChineseUnit(text, from + 1);
    const quantity = { ...bare('number', 0.5, from, unit?.to ?? from + 1, 'hint'), unit: unit?.unit ?? null };
    return { quantity: [quantity], to: from + 1 };
  }
  if (isPartOfName(text, from)) return { quantity: null, to: endOfName(text, from) };
  const run = matchAt(digitRun, text, from);
  if (run && run[0].length > longestRun) return { quantity: null, to: from + run[0].length };
  const number = readChineseNumber(text, from);
  if (!number) return { quantity: null, to: endOfName(text, from) };
  if (number.hasDigits && isNameAfter(text, number.to))
    return { quantity: null, to: endOfName(text, number.to) };
  if (number.positional !== null && !isHanYear(number, text)) return { quantity: null, to: number.to };
  const iso = isoDate(text, from);
  if (iso) return iso;
  const parts = readAfter(text, number, before);
  if (!parts) return { quantity: null, to: Math.max(number.to, from + 1) };
  const money = readCurrencyBefore(text, from);
  const isMoney = money !== null && parts.kind !== 'share' && (parts.currency ?? null) === null;
  const quantity = quantityOf(text, number, {
    ...parts,
    ...(isMoney ? { currency: money.code, kind: 'number' } : {}),
    ...(money ? { from: money.from } : {})
  });
  if (number.low !== null) {
    const low: Quantity = { ...quantity, value: number.low, certainty: 'hint', to: quantity.from };
    return { quantity: [low, { ...quantity, certainty: 'hint' }], to: parts.to };
  }
  return { quantity: [quantity], to: parts.to };
}

function hundred(text: string, from: number): { quantity: Quantity[]; to: number } {
  return {
    quantity: [bare('share', 100, from, from + 4, 'sure')],
    to: Math.min(text.length, from + 4)
  };
}

/** Reads 2013-05-14 as year, month and day. */
function isoDate(text: string, from: number): { quantity: Quantity[]; to: number } | null {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text.slice(from, from + 11));
  if (!match) return null;
  const to = from + match[0].length;
  const kinds = ['year', 'month', 'day'] as const;
  return {
    quantity: kinds.map((kind, index) => bare(kind, Number(match[index + 1]), from, to, 'sure')),
    to
  };
}

/** Is true behind a letter, as in PM2.5, C40 and DN-17. */
function isPartOfName(text: string, from: number): boolean {
  if (!/\d/.test(text[from] ?? '')) return false;
  const before = text.slice(Math.max(0, from - 12), from);
  return /[A-Za-z]$/.test(before)
    ? !/(?:CNY|RMB|EUR|USD|GBP|HKD|JPY|AUD|SGD)$/.test(before)
    : /[A-Z][A-Za-z]*-$/.test(before);
}
/** Is true before letters that are no unit, as in 3G. */
const isNameAfter = (text: string, to: number): boolean =>
  /[A-Za-z]/.test(text[to] ?? '') &&
  readChineseUnit(text, to) === null &&
  readCurrencyAfter('zh', text, to) === null;

const nameRest = /[\w.-]{0,40}/y;
function endOfName(text: string, from: number): number {
  const match = matchAt(nameRest, text, from);
  return Math.max(from + 1, from + (match?.[0].replace(/[.-]+$/, '').length ?? 0));
}
