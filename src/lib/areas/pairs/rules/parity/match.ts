/** Finds for each quantity of one passage its counterpart in the other. */
import { comparators, yearsOfPlan, type Quantity } from './quantity.ts';

export type Conflict = 'value' | 'unit' | 'currency' | 'comparator' | 'points' | 'year' | 'period';

export interface Matched {
  /** Lists pairs that belong together and say something different. */
  readonly conflicts: readonly {
    readonly conflict: Conflict;
    readonly en: Quantity;
    readonly zh: Quantity;
  }[];
  /** Lists quantities for which the other passage says nothing. */
  readonly missing: { readonly en: readonly Quantity[]; readonly zh: readonly Quantity[] };
}

/** The most quantities without an equal counterpart that are compared with each other. */
const mostOpen = 300;

interface Placed {
  readonly quantity: Quantity;
  /** Holds where the quantity is, from 0 at the start of its passage to 1 at the end. */
  readonly place: number;
  isUsed: boolean;
}

const placed = (quantities: readonly Quantity[], length: number): Placed[] =>
  quantities.map((quantity) => ({ quantity, place: quantity.from / Math.max(length, 1), isUsed: false }));

const near = (one: number, other: number): boolean =>
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

function kindsAgree(en: Quantity, zh: Quantity): boolean {
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

const unitsAgree = ({ unit: one }: Quantity, { unit: other }: Quantity): boolean =>
  one === null || other === null || one.dimension === other.dimension;
const currenciesAgree = ({ currency: one }: Quantity, { currency: other }: Quantity): boolean =>
  one === null || other === null || one === other;
/** A sum of money and a measure are two things, though the numbers be equal. */
const isSameThing = (en: Quantity, zh: Quantity): boolean =>
  !(en.currency !== null && zh.unit !== null && en.unit === null) &&
  !(zh.currency !== null && en.unit !== null && zh.unit === null);
/** A year has none: 2010年前后 is “around 2010”. */
const comparatorsAgree = (en: Quantity, zh: Quantity): boolean =>
  (en.comparator & zh.comparator) > 0 ||
  en.certainty === 'hint' ||
  zh.certainty === 'hint' ||
  en.kind === 'year' ||
  zh.kind === 'year';

function valuesEqual(en: Quantity, zh: Quantity): boolean {
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
function isRounded(en: Quantity, zh: Quantity): boolean {
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

const thingsAgree = (en: Quantity, zh: Quantity): boolean =>
  kindsAgree(en, zh) && unitsAgree(en, zh) && currenciesAgree(en, zh) && isSameThing(en, zh);

const isSure = ({ certainty }: Quantity): boolean => certainty === 'sure';
const isHint = ({ certainty }: Quantity): boolean => certainty === 'hint';

/** Names what two quantities of the same number say differently; null where they are not about one thing. */
function conflictOf(en: Quantity, zh: Quantity): Conflict | null {
  if (isHint(en) || isHint(zh)) return null;
  const shares = [en.kind, zh.kind];
  if (shares.includes('points') && shares.includes('share')) return 'points';
  if (!kindsAgree(en, zh)) return null;
  if (!currenciesAgree(en, zh)) return 'currency';
  const isMeasured = en.unit !== null && zh.unit !== null;
  if (isMeasured && (!unitsAgree(en, zh) || !valuesEqual(en, zh))) return 'unit';
  return !comparatorsAgree(en, zh) && isSameThing(en, zh) && unitsAgree(en, zh) ? 'comparator' : null;
}

/** Says whether two quantities are of one kind, so that they can stand for each other though their numbers differ. */
const areAlike = (one: Quantity, other: Quantity): boolean =>
  !isHint(one) &&
  !isHint(other) &&
  one.kind === other.kind &&
  unitsAgree(one, other) &&
  currenciesAgree(one, other) &&
  isSameThing(one, other);

const areMeasuredAlike = (one: Quantity, other: Quantity): boolean =>
  (one.unit !== null) === (other.unit !== null) && (one.currency !== null) === (other.currency !== null);

/** Says whether two quantities stand for each other by their places, though their numbers differ. */
function isOtherValue(en: Placed, zh: Placed): boolean {
  const [one, other] = [en.quantity, zh.quantity];
  if (!areAlike(one, other)) return false;
  const distance = Math.abs(en.place - zh.place);
  if (isSure(one) && isSure(other)) return areMeasuredAlike(one, other) || distance < 0.35;
  return areMeasuredAlike(one, other) && distance < 0.3;
}

const key = ({ kind, value, unit, currency, comparator }: Quantity): string =>
  `${value} ${kind === 'ordinal' ? 'number' : kind} ${unit?.symbol ?? ''} ${currency ?? ''} ${comparator}`;

/** Compares the quantities of two passages. */
export function matchQuantities(
  quantities: { readonly en: readonly Quantity[]; readonly zh: readonly Quantity[] },
  texts: { readonly en: string; readonly zh: string }
): Matched {
  const english = placed(quantities.en, texts.en.length);
  const chinese = placed(quantities.zh, texts.zh.length);
  takeEqual(english, chinese);
  const open = (all: readonly Placed[]): Placed[] => all.filter(({ isUsed }) => !isUsed).slice(0, mostOpen);
  const [openEn, openZh] = [open(english), open(chinese)];
  const conflicts: Matched['conflicts'][number][] = [];
  const pair = (fits: (en: Placed, zh: Placed) => Conflict | 'equal' | null): void => {
    for (const en of openEn) {
      if (en.isUsed) continue;
      let best: { zh: Placed; said: Conflict | 'equal'; distance: number } | null = null;
      for (const zh of openZh) {
        if (zh.isUsed) continue;
        const distance = Math.abs(en.place - zh.place);
        if (best !== null && best.distance <= distance) continue;
        const said = fits(en, zh);
        if (said !== null) best = { zh, said, distance };
      }
      if (best === null) continue;
      en.isUsed = true;
      best.zh.isUsed = true;
      if (best.said !== 'equal')
        conflicts.push({ conflict: best.said, en: en.quantity, zh: best.zh.quantity });
    }
  };
  const quantitiesOnly =
    (fits: (en: Quantity, zh: Quantity) => Conflict | 'equal' | null) =>
    (en: Placed, zh: Placed): Conflict | 'equal' | null =>
      fits(en.quantity, zh.quantity);
  const equalIf = (isTrue: boolean): 'equal' | null => (isTrue ? 'equal' : null);
  pair(
    quantitiesOnly((en, zh) =>
      equalIf(en.kind === zh.kind && thingsAgree(en, zh) && comparatorsAgree(en, zh) && valuesEqual(en, zh))
    )
  );
  pair(
    quantitiesOnly((en, zh) =>
      equalIf(thingsAgree(en, zh) && comparatorsAgree(en, zh) && valuesEqual(en, zh))
    )
  );
  pair(quantitiesOnly((en, zh) => equalIf(thingsAgree(en, zh) && en.kind === zh.kind && isRounded(en, zh))));
  pair(
    quantitiesOnly((en, zh) => (valuesEqual(en, zh) || near(en.value, zh.value) ? conflictOf(en, zh) : null))
  );
  // Two figures that are left at the same place differ; one that is left alone may be a repetition.
  const isFigure = ({ kind, certainty }: Quantity): boolean => certainty === 'sure' && kind === 'number';
  pair((en, zh) => {
    const isSamePlace = Math.abs(en.place - zh.place) < 0.35;
    return isSamePlace && isFigure(en.quantity) && isFigure(zh.quantity) && isOtherValue(en, zh)
      ? 'value'
      : null;
  });
  for (const one of openEn) one.isUsed ||= isSaidOtherwise(one.quantity, chinese, 'zh', texts.zh);
  for (const one of openZh) one.isUsed ||= isSaidOtherwise(one.quantity, english, 'en', texts.en);
  pair((en, zh) => (isOtherValue(en, zh) ? conflictKind(en.quantity, zh.quantity) : null));
  const left = (language: 'en' | 'zh', all: readonly Placed[]): Quantity[] =>
    all
      .filter(({ isUsed, quantity }) => !isUsed && isExpected(language, quantity, texts[language]))
      .map(({ quantity }) => quantity);
  const missing = { en: left('en', openEn), zh: left('zh', openZh) };
  const [en, zh] = [missing.en[0], missing.zh[0]];
  // The only figure that each side lacks is one fact, wherever it stands: six strands, 五个方面.
  const isOneFact = en && zh && missing.en.length + missing.zh.length === 2;
  if (!isOneFact || !areAlike(en, zh) || !areMeasuredAlike(en, zh)) return { conflicts, missing };
  return {
    conflicts: [...conflicts, { conflict: conflictKind(en, zh), en, zh }],
    missing: { en: [], zh: [] }
  };
}

function takeEqual(english: readonly Placed[], chinese: readonly Placed[]): void {
  const byKey = new Map<string, Placed[]>();
  for (const zh of chinese) {
    const of = key(zh.quantity);
    const same = byKey.get(of);
    if (same) same.push(zh);
    else byKey.set(of, [zh]);
  }
  // The lists are emptied from the end, which costs nothing; so they are in the reverse order.
  for (const same of byKey.values()) same.reverse();
  for (const en of english) {
    const zh = byKey.get(key(en.quantity))?.pop();
    if (!zh) continue;
    zh.isUsed = true;
    en.isUsed = true;
  }
}

const conflictKind = (en: Quantity, zh: Quantity): Conflict => {
  if (en.kind === 'plan' || (en.kind === 'year' && (en.isInSpan || zh.isInSpan))) return 'period';
  return ['year', 'month', 'day', 'decade', 'century'].includes(en.kind) ? 'year' : 'value';
};

/** “The four processes” and 这三项 speak of what was named before; 三级 and 三大 often count what is listed. */
const namedBefore = { en: /\b(?:the|all|these|those|its|their|other|both)\s+$/i, zh: /[这该述上前后其各]$/ };
const countsWhatIsListed = /^[大级者方位层维期产]/;

/** Says whether the other passage has to say this too. */
function isExpected(
  language: 'en' | 'zh',
  { certainty, kind, unit, value, from, to }: Quantity,
  text: string
): boolean {
  if (certainty !== 'likely') return certainty === 'sure';
  if (kind !== 'number' || (unit?.symbol === 'year' && value === 5)) return false;
  if (namedBefore[language].test(text.slice(Math.max(0, from - 8), from))) return false;
  return language === 'en' || !countsWhatIsListed.test(text.slice(to, to + 1));
}

const fully = {
  en: /\b(?:all|every|each|entire(?:ly)?|whole|full(?:y)?|complete(?:ly)?|throughout|universal)\b/i,
  zh: /全|均|所有|各|都|每/
};
const planInGeneral = { en: /five[\s-]year/i, zh: /五年/ };

/** Says whether the other passage says the same in a way of its own: repeated, as a plan, or as “all”. */
function isSaidOtherwise(
  quantity: Quantity,
  others: readonly Placed[],
  language: 'en' | 'zh',
  text: string
): boolean {
  if (quantity.kind === 'share' && quantity.value === 100) return fully[language].test(text);
  if (quantity.kind === 'year') {
    const isOfPlan = others.some(
      ({ quantity: other }) => other.kind === 'plan' && yearsOfPlan(other.value).includes(quantity.value)
    );
    if (isOfPlan) return true;
  }
  if (quantity.kind === 'plan') {
    const [, last] = yearsOfPlan(quantity.value);
    const isInYears = others.some(({ quantity: other }) => other.kind === 'year' && other.value === last);
    const isOther = others.some(
      ({ quantity: other }) => other.kind === 'plan' && other.value !== quantity.value
    );
    if (!isOther && (isInYears || planInGeneral[language].test(text))) return true;
  }
  return others.some(
    ({ quantity: other, isUsed }) =>
      isUsed &&
      other.kind === quantity.kind &&
      !isHint(other) &&
      thingsAgree(quantity, other) &&
      comparatorsAgree(quantity, other) &&
      valuesEqual(quantity, other)
  );
}
