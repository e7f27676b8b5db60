/** Says in what two quantities agree: their kind, unit, currency, thing, comparator and value. */
import { comparators, type Quantity } from './quantity.ts';

export const near = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));

/** Returns the value in base units of the other quantity where both have units of one dimension. */
function inUnitsOf(
  quantity: Quantity,
  other: Quantity
): { value: number; step: number; alternative: number | null } {
  const factor =
    quantity.unit && other.unit && quantity.unit.dimension === other.unit.dimension
      ? quantity.unit.factor / other.unit.factor
      : 1;
  return {
    value: quantity.value * factor,
    step: quantity.step * factor,
    alternative: quantity.alternative === undefined ? null : quantity.alternative * factor
  };
}

const isPlain = ({ kind }: Quantity): boolean => kind === 'number' || kind === 'ordinal';

export function kindsAgree(en: Quantity, zh: Quantity): boolean {
  if (en.kind === zh.kind) return true;
  if (isPlain(en) && isPlain(zh)) return true;
  const plainWithYear = (one: Quantity, other: Quantity): boolean =>
    one.kind === 'year' && isPlain(other) && other.currency === null;
  if (plainWithYear(en, zh) || plainWithYear(zh, en)) return true;
  // A multiple or a share can be said without its word: three times, 3次; 10, 20 and 30 per cent.
  const loose = (one: Quantity, other: Quantity): boolean =>
    (one.kind === 'multiple' || one.kind === 'share' || one.kind === 'day' || one.kind === 'month') &&
    other.kind === 'number' &&
    other.unit === null &&
    other.currency === null;
  return loose(en, zh) || loose(zh, en);
}

export const unitsAgree = ({ unit: one }: Quantity, { unit: other }: Quantity): boolean =>
  one === null || other === null || one.dimension === other.dimension;
export const currenciesAgree = ({ currency: one }: Quantity, { currency: other }: Quantity): boolean =>
  one === null || other === null || one === other;
/** A sum of money and a measure are two things, though the numbers be equal. */
export const isSameThing = (en: Quantity, zh: Quantity): boolean =>
  !(en.currency !== null && zh.unit !== null && en.unit === null) &&
  !(zh.currency !== null && en.unit !== null && zh.unit === null);
/** A year has none: 2010年前后 is “around 2010”. */
export const comparatorsAgree = (en: Quantity, zh: Quantity): boolean =>
  (en.comparator & zh.comparator) > 0 ||
  en.certainty === 'hint' ||
  zh.certainty === 'hint' ||
  en.kind === 'year' ||
  zh.kind === 'year';

export function valuesEqual(en: Quantity, zh: Quantity): boolean {
  const converted = inUnitsOf(zh, en);
  if (near(en.value, converted.value)) return true;
  if (converted.alternative !== null && near(en.value, converted.alternative)) return true;
  // A fraction is exact, its percentage is rounded: a third is 33.3 per cent.
  if (en.kind === 'share' && zh.kind === 'share' && (en.step < 1e-4 || zh.step < 1e-4))
    return Math.abs(en.value - zh.value) <= Math.max(en.step, zh.step) / 2 + 1e-9;
  const areas = en.unit !== null && zh.unit !== null && en.unit.symbol !== zh.unit.symbol;
  return areas && Math.abs(en.value - converted.value) <= Math.max(en.step, converted.step) / 2;
}

/** Returns the value of the last digit that is not zero: ten million for 3500万. */
function coarseStep({ value, step }: Quantity): number {
  let coarse = step;
  for (let count = 0; count < 15; count++) {
    const tenfold = coarse * 10;
    if (Math.abs(value / tenfold - Math.round(value / tenfold)) > 1e-9 || tenfold > Math.abs(value)) break;
    coarse = tenfold;
  }
  return coarse;
}

/**
 * Says whether one number is the other one, rounded: to three digits or more without a word, to fewer where it is
 * called about, over or nearly.
 */
export function isRounded(en: Quantity, zh: Quantity): boolean {
  const converted = inUnitsOf(zh, en);
  const chinese: Quantity = { ...zh, value: converted.value, step: converted.step };
  return isRoundingOf(en, chinese) || isRoundingOf(chinese, en);
}
function isRoundingOf(coarse: Quantity, fine: Quantity): boolean {
  if (coarse.step <= 0 || coarse.value === 0) return false;
  const difference = fine.value - coarse.value;
  const isFiner = coarse.step > fine.step * 1.000001;
  const isWithin = coarse.digits >= 3 && isFiner && Math.abs(difference) <= (coarse.step / 2) * 1.000001;
  if (isWithin && comparatorsAgree(coarse, fine)) return true;
  const step = coarseStep(coarse);
  if (step <= coarseStep(fine) * 1.000001 || Math.abs(difference) > Math.abs(coarse.value) * 0.2)
    return false;
  if (coarse.comparator & comparators.about && fine.comparator === comparators.exact)
    return Math.abs(difference) <= step / 2;
  if (coarse.comparator & comparators.nearly && fine.comparator === comparators.exact)
    return difference <= 0 && -difference <= step / 2;
  return (
    coarse.comparator === comparators.over &&
    fine.comparator === comparators.exact &&
    difference > 0 &&
    difference < step
  );
}

export const thingsAgree = (en: Quantity, zh: Quantity): boolean =>
  kindsAgree(en, zh) && unitsAgree(en, zh) && currenciesAgree(en, zh) && isSameThing(en, zh);

export const isSure = ({ certainty }: Quantity): boolean => certainty === 'sure';
export const isHint = ({ certainty }: Quantity): boolean => certainty === 'hint';

/** Says whether two quantities are of one kind, so that they can stand for each other though their numbers differ. */
export const areAlike = (one: Quantity, other: Quantity): boolean =>
  !isHint(one) &&
  !isHint(other) &&
  one.kind === other.kind &&
  unitsAgree(one, other) &&
  currenciesAgree(one, other) &&
  isSameThing(one, other);

export const areMeasuredAlike = (one: Quantity, other: Quantity): boolean =>
  (one.unit !== null) === (other.unit !== null) && (one.currency !== null) === (other.currency !== null);
