/** Defines what is read out of a passage: the same quantity in either language has the same form. */

export type QuantityKind =
  | 'number'
  | 'share'
  | 'points'
  | 'multiple'
  | 'year'
  | 'month'
  | 'day'
  | 'decade'
  | 'century'
  | 'plan'
  | 'ordinal';

/**
 * Says how firmly the other language is expected to have a counterpart. `sure`: figures, and words for numbers from
 * eleven. `likely`: words from three to ten that count something; only a different number in their place is a
 * fault. `hint`: everything else, such as one, first or 一; it can be the counterpart of a figure and no more.
 */
export type Certainty = 'sure' | 'likely' | 'hint';

export type Dimension =
  | 'area'
  | 'length'
  | 'mass'
  | 'volume'
  | 'power'
  | 'energy'
  | 'data'
  | 'data rate'
  | 'months'
  | 'hours'
  | 'working days'
  | 'speed'
  | 'temperature'
  | 'concentration'
  | 'people'
  | 'households';

export interface Unit {
  readonly dimension: Dimension;
  /** Holds how many base units of the dimension this unit is. */
  readonly factor: number;
  /** Names the unit for both languages. */
  readonly symbol: string;
}

/** Lists what a number can be said to be, as bits: a comparator that is vague in its language has several. */
export const comparators = { exact: 1, about: 2, over: 4, under: 8, nearly: 16 } as const;

export interface Quantity {
  readonly kind: QuantityKind;
  /** Holds the number as it is said, with its multiplier: 3.5亿 is 350,000,000; 九成 is a share of 90. */
  readonly value: number;
  /** Holds a second value that the same words can have, as in 增长两倍. */
  readonly alternative?: number;
  /** Holds the value of the last place that is written. */
  readonly step: number;
  /** Counts the digits that are written, without leading zeros. */
  readonly digits: number;
  /** Holds the multiplier that is written after the digits: 1e8 for 亿. */
  readonly scale: number;
  readonly unit: Unit | null;
  readonly currency: string | null;
  readonly comparator: number;
  readonly certainty: Certainty;
  /** Marks a year that begins or ends a span of years. */
  readonly isInSpan: boolean;
  readonly from: number;
  readonly to: number;
}

/** Returns a quantity that is one word or figure, of which no more is said. */
export function bare(
  kind: QuantityKind,
  value: number,
  from: number,
  to: number,
  certainty: Certainty
): Quantity {
  return {
    kind,
    value,
    step: 1,
    digits: 1,
    scale: 1,
    unit: null,
    currency: null,
    comparator: comparators.exact,
    certainty,
    isInSpan: false,
    from,
    to
  };
}

/** Holds a number as a grammar reads it, before anything around it is known. */
export interface ReadNumber {
  readonly value: number;
  readonly step: number;
  readonly digits: number;
  readonly scale: number;
  readonly to: number;
}

/** Null where it is too long to be a quantity. */
export function readDigits(written: string): Omit<ReadNumber, 'to' | 'scale'> | null {
  if (written.length > 24) return null;
  const bare = written.replace(/[^\d.]/g, '');
  const value = Number(bare);
  if (!Number.isFinite(value)) return null;
  const point = bare.indexOf('.');
  const decimals = point < 0 ? 0 : bare.length - point - 1;
  const digits = bare.replace('.', '').replace(/^0+/, '').length;
  return { value, step: 10 ** -decimals, digits };
}

/** Matches digits with separators of thousands, or digits with points; a number of several points is none. */
export const digitsPattern = String.raw`\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*`;

/** Removes the error of floating-point arithmetic: 27.85 times 10^8 is not quite a whole number. */
export const cleaned = (value: number): number =>
  Number.isSafeInteger(value) ? value : Number(value.toPrecision(13));

/** A longer passage is no text that people compare. */
export const mostQuantities = 10_000;

/** Returns the first and last year of the national five-year plan of a number. */
export function yearsOfPlan(plan: number): readonly [first: number, last: number] {
  const first = plan < 3 ? 1948 + 5 * plan : 1951 + 5 * plan;
  return [first, first + 4];
}

interface Link {
  /** Matches the text between two numbers that make a range. */
  readonly range: RegExp;
  /** Matches what makes a range together: “between” and “and”. */
  readonly between?: { readonly before: RegExp; readonly gap: RegExp };
  /** Matches the text between two numbers that share a unit. */
  readonly series: RegExp;
}

/**
 * Gives the first number of a range what is written at its end only: in “5 to 10 million” the multiplier, in
 * 2011至2015年 that it is a year. The quantities are in the order of the text.
 */
export function withSharedUnits(
  text: string,
  quantities: readonly Quantity[],
  { range, between, series }: Link
): Quantity[] {
  const shared = [...quantities];
  for (let at = shared.length - 2; at >= 0; at--) {
    const first = shared[at];
    const second = shared[at + 1];
    if (!first || !second || second.from - first.to > 16 || second.from < first.to) continue;
    const gap = text.slice(first.to, second.from);
    const isBetween =
      between?.gap.test(gap) === true &&
      between.before.test(text.slice(Math.max(0, first.from - 14), first.from));
    const isRange = isBetween || range.test(gap);
    if (!isRange && !series.test(gap)) continue;
    shared[at] = withUnitOf(first, second, isRange);
    if (isRange && second.kind === 'number' && second.unit === null && first.currency !== null)
      shared[at + 1] = { ...second, currency: second.currency ?? first.currency };
    if (isRange && shared[at]?.kind === 'year' && second.kind === 'year')
      shared.splice(at, 2, { ...first, kind: 'year', isInSpan: true }, { ...second, isInSpan: true });
  }
  return shared;
}

function withUnitOf(first: Quantity, second: Quantity, isRange: boolean): Quantity {
  if (first.kind !== 'number' && first.kind !== 'year') return first;
  // A sum of money is no share: of 12.5 million euros, half.
  const isSum = first.currency !== null && (second.unit !== null || second.kind !== 'number');
  if (first.unit !== null || isSum) return first;
  if (!isRange && second.kind !== 'share' && second.kind !== 'points' && second.kind !== 'month')
    return first;
  if (isRange && (second.kind === 'year' || second.kind === 'decade'))
    return first.digits === 4 && first.scale === 1 && first.currency === null
      ? { ...first, kind: second.kind }
      : first;
  // In 2000-3000 tonnes the first number is no year.
  const isMeasured = second.unit !== null || second.currency !== null;
  if (
    first.kind === 'year' &&
    !(isRange && second.kind === 'number' && isMeasured && first.value < second.value)
  )
    return first;
  const isPart = second.kind === 'month' || second.kind === 'day';
  if (isPart)
    return first.value <= (second.kind === 'month' ? 12 : 31) ? { ...first, kind: second.kind } : first;
  const takesScale = isRange && first.scale === 1 && first.value < second.value / second.scale;
  const factor = takesScale ? second.scale : 1;
  const isCounted =
    second.unit !== null || second.currency !== null || second.kind !== 'number' || factor > 1;
  return {
    ...first,
    kind:
      second.kind === 'ordinal' || second.kind === 'plan' || second.kind === 'year'
        ? first.kind
        : second.kind,
    value: cleaned(first.value * factor),
    step: first.step * factor,
    scale: first.scale * factor,
    unit: second.unit,
    currency: first.currency ?? second.currency,
    certainty:
      isCounted && second.certainty === 'sure' && first.certainty !== 'hint' ? 'sure' : first.certainty
  };
}
