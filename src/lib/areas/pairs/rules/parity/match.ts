/** Finds for each quantity of one passage its counterpart in the other. */
import { yearsOfPlan, type Quantity } from './quantity.ts';
import {
  near,
  kindsAgree,
  unitsAgree,
  currenciesAgree,
  isSameThing,
  comparatorsAgree,
  valuesEqual,
  isRounded,
  thingsAgree,
  isSure,
  isHint,
  areAlike,
  areMeasuredAlike
} from './quantity-agreement.ts';

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

/** Null where the two are not about one thing. */
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
