/**
 * Turns what a city types into one part of a value into what is stored. What cannot be read as a number, currency,
 * period or date is stored as it was typed, in place of what was there, and the field says that it cannot be read.
 */
import { durationUnits, isCurrency, isPeriod, notYet } from '#domain/answer.ts';
import { readAmount } from '#domain/amount.ts';
import type { AnswerKind } from '#domain/framework.ts';
import { isPartialDate } from '#domain/partial-date.ts';
import type { FieldValue } from '#domain/record.ts';
import { readCurrency, readDate, readPeriod } from '#domain/typed-value.ts';

export type Parts = Readonly<Record<string, FieldValue>>;
export type PartChange = Readonly<Record<string, FieldValue | undefined>>;

export type NumberFault = 'number' | 'percent' | 'negative';
export type TypedNumber =
  | { readonly change: PartChange; readonly number: number | null }
  /** The text is no number, or none that the part can hold. */
  | { readonly change: PartChange; readonly fault: NumberFault };

/** Matches a length of time that is written with its unit: `18 months`, `1年`. */
const withUnit = /^(.*\d)\s*(days?|weeks?|months?|years?|天|日|个?星期|周|个?月|年)\s*$/i;
const unitWords: Readonly<Record<(typeof durationUnits)[number], RegExp>> = {
  days: /^(?:days?|天|日)$/i,
  weeks: /^(?:weeks?|个?星期|周)$/i,
  months: /^(?:months?|个?月)$/i,
  years: /^(?:years?|年)$/i
};

/** Reads a number for one part of a value of this kind; `parts` are those that the value has. */
export function typedNumber(kind: AnswerKind, part: string, text: string, parts: Parts): TypedNumber {
  if (text.trim() === '') return { change: { [part]: undefined }, number: null };
  const [, typed = text, unitWord = ''] = kind === 'duration' ? (withUnit.exec(text) ?? []) : [];
  const bare = typed.replace(/[%％]\s*$/, '');
  const isPercent = bare !== typed;
  const unit = parts['unit'] ?? '%';
  const mayBePercent =
    kind === 'percentage' ||
    (kind === 'percentage-split' && parts['currency'] === undefined) ||
    (kind === 'quantity' && part === 'value' && (unit === '%' || unit === 'percent'));
  const read = isPercent && !mayBePercent ? null : readAmount(bare);
  const asTyped = { [part]: text.trim() };
  if (!read) return { change: asTyped, fault: 'number' };
  const { amount, currency, isApproximate } = read;
  if (kind === 'percentage' && (amount < 0 || amount > 100)) return { change: asTyped, fault: 'percent' };
  if (kind === 'duration' && amount < 0) return { change: asTyped, fault: 'negative' };
  return {
    change: {
      [part]: amount,
      ...(unitWord === '' ? {} : { unit: durationUnits.find((one) => unitWords[one].test(unitWord)) }),
      ...(kind === 'money' && currency !== null ? { currency } : {}),
      ...(kind === 'money' && isApproximate ? { approximate: true } : {}),
      ...(kind === 'quantity' && part === 'value' && isPercent ? { unit } : {}),
      ...((kind === 'quantity' || kind === 'percentage') && part === 'value' && isApproximate
        ? { comparator: 'approx' }
        : {})
    },
    number: amount
  };
}

/** Returns why the stored value of a part is no number that it can hold; null where it is one, or absent. */
export function numberFault(kind: AnswerKind, part: string, parts: Parts): NumberFault | null {
  const stored = parts[part];
  if (typeof stored !== 'string' && typeof stored !== 'number') return null;
  const isNumber = typeof stored === 'number';
  if (isNumber && kind !== 'percentage' && kind !== 'duration') return null;
  const typed = typedNumber(kind, part, String(stored), parts);
  if ('fault' in typed) return typed.fault;
  return isNumber || stored === '' ? null : 'number';
}

export type TextForm = 'text' | 'period' | 'currency' | 'date';

const readers: Readonly<Record<TextForm, (text: string) => string | null>> = {
  text: (text) => text,
  period: readPeriod,
  currency: readCurrency,
  date: readDate
};

/** Returns what is stored of a text: in the form in which it is understood, else as it was typed. */
export function typedText(form: TextForm, text: string): string | undefined {
  const typed = text.trim();
  return typed === '' ? undefined : (readers[form](typed) ?? typed);
}

/** Checks whether a stored text is one that its form cannot have, so that the field says so. */
export function isUnreadable(form: TextForm, stored: string): boolean {
  if (stored === '') return false;
  switch (form) {
    case 'text':
      return false;
    case 'period':
      return !isPeriod(stored);
    case 'currency':
      return !isCurrency(stored);
    case 'date':
      return stored !== notYet && !isPartialDate(stored);
  }
}
