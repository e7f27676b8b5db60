/**
 * Turns what a city types into one part of a value into what is stored. A number that cannot be read is not
 * stored; a currency, period or date is stored as it was typed, and the field says that it cannot be read.
 */
import { isCurrency, isPeriod, notYet } from '#domain/answer.ts';
import { readAmount } from '#domain/amount.ts';
import type { AnswerKind } from '#domain/framework.ts';
import { isPartialDate } from '#domain/partial-date.ts';
import type { FieldValue } from '#domain/record.ts';
import { readCurrency, readDate, readPeriod } from '#domain/typed-value.ts';

export type Parts = Readonly<Record<string, FieldValue>>;
export type PartChange = Readonly<Record<string, FieldValue | undefined>>;

export type TypedNumber =
  | { readonly change: PartChange; readonly number: number | null }
  /** The text is no number, or none that the part can hold. */
  | { readonly fault: 'number' | 'percent' | 'negative' };

/** Reads a number for one part of a value of this kind; `parts` are those that the value has. */
export function typedNumber(kind: AnswerKind, part: string, text: string, parts: Parts): TypedNumber {
  if (text.trim() === '') return { change: { [part]: undefined }, number: null };
  const bare = text.replace(/[%％]\s*$/, '');
  const isPercent = bare !== text;
  const unit = parts['unit'] ?? '%';
  const mayBePercent =
    kind === 'percentage' ||
    (kind === 'percentage-split' && parts['currency'] === undefined) ||
    (kind === 'quantity' && part === 'value' && (unit === '%' || unit === 'percent'));
  const read = isPercent && !mayBePercent ? null : readAmount(bare);
  if (!read) return { fault: 'number' };
  const { amount, currency, isApproximate } = read;
  if (kind === 'percentage' && (amount < 0 || amount > 100)) return { fault: 'percent' };
  if (kind === 'duration' && amount < 0) return { fault: 'negative' };
  return {
    change: {
      [part]: amount,
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
