/** Makes a quantity of an English number and what is written around it. */
import { readComparator } from './comparators.ts';
import type { EnglishNumber } from './english-number.ts';
import { comparators, type Certainty, type Quantity, type QuantityKind, type Unit } from './quantity.ts';

export interface Parts {
  readonly kind: QuantityKind;
  readonly to: number;
  readonly from?: number;
  readonly value?: number;
  readonly step?: number;
  readonly scale?: number;
  readonly unit?: Unit | null;
  readonly currency?: string | null;
  readonly certainty?: Certainty;
}

export function quantityOf(text: string, number: EnglishNumber, parts: Parts): Quantity {
  const from = parts.from ?? number.from;
  const unit = parts.unit ?? null;
  const value = parts.value ?? number.value;
  const certainty =
    parts.certainty ?? (number.hasDigits || value >= 11 ? 'sure' : value >= 3 ? 'likely' : 'hint');
  const isDate = ['year', 'month', 'day', 'ordinal', 'plan'].includes(parts.kind);
  const said = isDate
    ? { meaning: comparators.exact, from, to: parts.to }
    : readComparator('en', text, {
        from,
        to: parts.to,
        isTime: unit?.dimension === 'months' || unit?.dimension === 'hours',
        isWord: certainty !== 'sure'
      });
  return {
    kind: parts.kind,
    value,
    step: parts.step ?? number.step,
    digits: number.digits,
    scale: parts.scale ?? number.scale,
    unit,
    currency: parts.currency ?? null,
    comparator: said.meaning,
    certainty,
    isInSpan: parts.kind === 'plan',
    from: said.from,
    to: said.to
  };
}

export interface ReadAt {
  readonly quantities: readonly Quantity[];
  readonly to: number;
}
export const nothing = (to: number): ReadAt => ({ quantities: [], to });

export const sureIf = (number: EnglishNumber): Certainty =>
  number.hasDigits || number.value >= 3 ? 'sure' : 'hint';
