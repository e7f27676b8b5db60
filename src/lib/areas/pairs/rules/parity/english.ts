/** Reads quantities out of an English passage. */
import { multipliers, ordinals, readEnglishWords, type EnglishNumber } from './english-number.ts';
import {
  bare,
  cleaned,
  comparators,
  mostQuantities,
  readDigits,
  withSharedUnits,
  type Quantity
} from './quantity.ts';
import { matchAt } from './match-at.ts';
import { readCurrencyAfter, readCurrencyBefore, readEnglishUnit } from './units.ts';
import {
  monthNumbers,
  start,
  digits,
  longestRun,
  suffix,
  multiplier,
  shortMultiplier,
  percent,
  permille,
  points,
  andHalf,
  times,
  monthName,
  monthBehind,
  monthBefore,
  dateContext,
  plan,
  century,
  link
} from './english-patterns.ts';
import { type Parts, quantityOf, type ReadAt, nothing, sureIf } from './english-quantity.ts';
import { readFraction } from './english-fractions.ts';
import { isPartOfName, endOfName, isLooseLetter } from './english-names.ts';

/** In the order of the text, which is normalised and without idioms. */
export function readEnglish(text: string): Quantity[] {
  const quantities: Quantity[] = [];
  start.lastIndex = 0;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    if (quantities.length >= mostQuantities) break;
    const from = match.index;
    const read = /\d/.test(match[0][0] ?? '') ? readFigure(text, from) : readWord(text, from, match[0]);
    quantities.push(...read.quantities);
    start.lastIndex = Math.max(read.to, from + 1);
  }
  return withSharedUnits(text, quantities, link);
}

function readWord(text: string, from: number, written: string): ReadAt {
  const word = written.toLowerCase();
  const end = from + written.length;
  const month = monthNumbers.get(word.slice(0, 3));
  if (month !== undefined && /^[A-Z]/.test(written) && monthName.test(written)) {
    const isDate =
      /^\.?,?\s*(?:of\s+)?(?:the\s+)?\d/.test(text.slice(end, end + 10)) ||
      dateContext.test(text.slice(Math.max(0, from - 12), from));
    const isWord = /^(?:May|March|Mar|Jan)$/.test(written) && !isDate;
    return isWord
      ? nothing(end)
      : { quantities: [bare('month', month, from, end, isDate ? 'sure' : 'likely')], to: end };
  }
  const multiple = {
    twice: 2,
    double: 2,
    doubled: 2,
    doubles: 2,
    doubling: 2,
    triple: 3,
    tripled: 3,
    triples: 3,
    twofold: 2,
    threefold: 3,
    fourfold: 4,
    fivefold: 5,
    tenfold: 10
  }[word];
  if (multiple !== undefined) return { quantities: [bare('multiple', multiple, from, end, 'hint')], to: end };
  if (word === 'all') return nothing(end);
  if (word === 'half') return readHalf(text, from, end);
  if (word.startsWith('quarter')) return { quantities: [bare('share', 25, from, end, 'hint')], to: end };
  if (/^hundreds?$/.test(word)) return nothing(end);
  if (word === 'decade') {
    const unit = readEnglishUnit(text, from);
    return { quantities: [{ ...bare('number', 1, from, end, 'hint'), unit: unit?.unit ?? null }], to: end };
  }
  if (/^a /.test(word)) return readArticle(text, from, word.slice(2), end);
  const ordinal = ordinals.get(word);
  const number = ordinal === undefined ? readEnglishWords(text, from) : null;
  if (ordinal !== undefined || number?.isOrdinal === true) {
    const value = ordinal ?? number?.value ?? 0;
    return readOrdinal(text, { ...wordNumber(value, from, number?.to ?? end) }, number?.to ?? end);
  }
  if (!number) return nothing(end);
  return readAfter(text, number);
}

const wordNumber = (value: number, from: number, to: number): EnglishNumber => ({
  value,
  step: 1,
  digits: 1,
  scale: 1,
  from,
  to,
  hasDigits: false,
  isOrdinal: false
});

/** Reads half: half a million, half a year, half of the hospitals. */
function readHalf(text: string, from: number, end: number): ReadAt {
  const match = /^[\s-]+an?[\s-]+([A-Za-z]+)/.exec(text.slice(end, end + 24));
  const next = match?.[1]?.toLowerCase() ?? '';
  const factor = multipliers.get(next);
  if (match && factor !== undefined) {
    const number = {
      ...wordNumber(factor / 2, from, end + match[0].length),
      scale: factor,
      step: factor / 10
    };
    return readAfter(text, number);
  }
  const unit = match && readEnglishUnit(text, end + match[0].length - next.length);
  if (unit)
    return { quantities: [{ ...bare('number', 0.5, from, unit.to, 'hint'), unit: unit.unit }], to: unit.to };
  return { quantities: [bare('share', 50, from, end, 'hint')], to: end };
}

/** Reads a third, a hundred, a million, a dozen; a year is one. */
function readArticle(text: string, from: number, word: string, end: number): ReadAt {
  const divisor = { third: 3, quarter: 4, fifth: 5, tenth: 10 }[word];
  if (divisor !== undefined) {
    const isShare = /^\s+(?:of|less|more)\b/.test(text.slice(end, end + 6));
    const certainty = word === 'quarter' ? 'hint' : 'likely';
    return isShare
      ? { quantities: [{ ...bare('share', 100 / divisor, from, end, certainty), step: 1e-6 }], to: end }
      : { quantities: [bare('ordinal', divisor, from, end, 'hint')], to: end };
  }
  const unit = readEnglishUnit(text, end - word.length);
  if (unit)
    return { quantities: [{ ...bare('number', 1, from, unit.to, 'hint'), unit: unit.unit }], to: unit.to };
  if (word === 'dozen') return { quantities: [bare('number', 12, from, end, 'hint')], to: end };
  const factor = multipliers.get(word);
  if (factor === undefined) return nothing(end);
  const read = readAfter(text, { ...wordNumber(factor, from, end), scale: factor, step: factor });
  return { ...read, quantities: read.quantities.map((quantity) => ({ ...quantity, certainty: 'hint' })) };
}

/** Reads what follows an ordinal: a plan, a century, a fraction, or nothing. */
function readOrdinal(text: string, number: EnglishNumber, at: number): ReadAt {
  const ofPlan = number.value >= 5 ? matchAt(plan, text, at) : null;
  if (ofPlan) {
    const to = at + ofPlan[0].length;
    return { quantities: [quantityOf(text, number, { kind: 'plan', to, certainty: 'sure' })], to };
  }
  const ofCentury = matchAt(century, text, at);
  if (ofCentury)
    return {
      quantities: [
        quantityOf(text, number, { kind: 'century', to: at + ofCentury[0].length, certainty: 'likely' })
      ],
      to: at
    };
  const certainty = number.hasDigits || number.value >= 11 ? 'likely' : 'hint';
  return { quantities: [quantityOf(text, number, { kind: 'ordinal', to: at, certainty })], to: at };
}

function readFigure(text: string, from: number): ReadAt {
  const match = matchAt(digits, text, from);
  const written = match?.[0] ?? '';
  const end = from + Math.max(written.length, 1);
  if (written.length > longestRun) return nothing(end);
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text.slice(from, from + 11));
  if (iso) {
    const to = from + iso[0].length;
    const kinds = ['year', 'month', 'day'] as const;
    return {
      quantities: kinds.map((kind, index) => bare(kind, Number(iso[index + 1]), from, to, 'sure')),
      to
    };
  }
  const read = readDigits(written);
  if (!read || written.indexOf('.') !== written.lastIndexOf('.') || isPartOfName(text, from))
    return nothing(endOfName(text, end));
  const number: EnglishNumber = { ...read, scale: 1, from, to: end, hasDigits: true, isOrdinal: false };
  const decade = /^['’]?s(?![A-Za-z])/.exec(text.slice(end, end + 3));
  if (decade && read.value % 10 === 0)
    return {
      quantities: [bare('decade', read.value % 100, from, end + decade[0].length, 'sure')],
      to: end + decade[0].length
    };
  const isSuffixed = matchAt(suffix, text, end);
  const after = isSuffixed ? end + isSuffixed[0].length : end;
  if (read.value >= 1 && read.value <= 31 && read.step === 1) {
    const isDay =
      matchAt(monthBehind, text, after) !== null ||
      (monthBefore.test(text.slice(Math.max(0, from - 14), from)) &&
        !/^\s*(?:%|per cent|million|billion)/.test(text.slice(after, after + 10)));
    if (isDay) return { quantities: [bare('day', read.value, from, after, 'sure')], to: after };
  }
  if (isSuffixed) return readOrdinal(text, number, after);
  return readAfter(text, number);
}

/** Reads the multiplier, the unit and the currency of a number. */
function readAfter(text: string, number: EnglishNumber): ReadAt {
  let at = number.to;
  let { value, step, scale } = number;
  const money = readCurrencyBefore(text, number.from);
  const fraction = readFraction(text, number);
  if (fraction) return fraction;
  let found = matchAt(multiplier, text, at) ?? (money ? matchAt(shortMultiplier, text, at) : null);
  if (found && number.scale === 1) {
    scale = multipliers.get(found[1]?.toLowerCase() ?? '') ?? (found[1] === 'k' ? 1e3 : 1e6);
    value = cleaned(value * scale);
    step *= scale;
    at += found[0].length;
  }
  const more = matchAt(andHalf, text, at);
  if (more) {
    value += 0.5 * (scale > 1 ? scale : 1);
    step = 0.5 * scale;
    at += more[0].length;
    found = scale === 1 ? matchAt(multiplier, text, at) : null;
    if (found) {
      scale = multipliers.get(found[1]?.toLowerCase() ?? '') ?? 1;
      value = cleaned(value * scale);
      step *= scale;
      at += found[0].length;
    }
  }
  const parts = { value, step, scale, from: money?.from ?? number.from };
  const one = (more: Omit<Parts, 'from' | 'value' | 'step' | 'scale'>): ReadAt => ({
    quantities: [quantityOf(text, number, { ...parts, ...more })],
    to: more.to
  });
  if ((found = matchAt(points, text, at)))
    return one({ kind: 'points', to: at + found[0].length, certainty: sureIf(number) });
  if ((found = matchAt(percent, text, at)))
    return one({ kind: 'share', to: at + found[0].length, certainty: 'sure' });
  if ((found = matchAt(permille, text, at))) {
    const to = at + found[0].length;
    return {
      quantities: [
        quantityOf(text, number, { ...parts, kind: 'share', value: value / 10, step: step / 10, to })
      ],
      to
    };
  }
  if (money) return one({ kind: 'number', currency: money.code, to: at });
  if ((found = matchAt(times, text, at)) && !/^\s+times\s+(?:a|per|each)\b/.test(text.slice(at, at + 12)))
    return one({
      kind: 'multiple',
      to: at + found[0].length,
      ...(value < 3 && !number.hasDigits ? { certainty: 'hint' as const } : {})
    });
  const gap = /^[\s\u00a0]*-?\s?/.exec(text.slice(at, at + 3))?.[0].length ?? 0;
  const unit = readEnglishUnit(text, at + gap);
  if (unit && !isLooseLetter(text, at + gap, unit.to)) {
    const isClock = unit.unit.symbol === 'hour' && value === 24;
    return one({
      kind: 'number',
      unit: unit.unit,
      to: unit.to,
      ...(isClock ? { certainty: 'hint' as const } : {})
    });
  }
  const currency = readCurrencyAfter('en', text, at + gap);
  if (currency) return one({ kind: 'number', currency: currency.code, to: currency.to });
  if (at === number.to && number.hasDigits && /[A-Za-z]/.test(text[at] ?? ''))
    return nothing(endOfName(text, at));
  const isYear =
    number.hasDigits &&
    number.digits === 4 &&
    step === 1 &&
    value >= 1800 &&
    value <= 2150 &&
    !text.slice(number.from, number.to).includes(',');
  if (!isYear) return one({ kind: 'number', to: at });
  // 2009-13 and 2013/14 are spans of years.
  const span = /^[-–/](\d\d)(?![\d-])/.exec(text.slice(at, at + 4));
  const last = span ? Math.floor(value / 100) * 100 + Number(span[1]) : 0;
  if (span && last > value) {
    const to = at + span[0].length;
    const first: Quantity = { ...bare('year', value, number.from, at, 'sure'), isInSpan: true };
    return { quantities: [first, { ...first, value: last, from: at + 1, to }], to };
  }
  const year = quantityOf(text, number, { ...parts, kind: 'number', to: at });
  return {
    quantities: [year.comparator === comparators.exact ? { ...year, kind: 'year' } : year],
    to: year.to
  };
}
