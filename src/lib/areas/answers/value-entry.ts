/**
 * Turns what a city types into one part of a value into what is stored. What cannot be read as a number, currency,
 * period or date is stored as it was typed, in place of what was there, and the field says that it cannot be read.
 */
import { readAmount } from '#rules/answers/amount.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { isCurrency, isPeriod, readCurrency, readPeriod } from '#rules/framework/typed-value.ts';
import type { Parts } from '#rules/framework/answer-kinds/checks.ts';
import type { TypedText } from '#rules/framework/answer-kinds/kind.ts';
import { rulesOfKind, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';

export type PartChange = Readonly<Record<string, FieldValue | undefined>>;

export type NumberFault = 'number' | 'percent' | 'negative';
export type TypedNumber =
  | { readonly change: PartChange; readonly number: number | null }
  /** The text is no number, or none that the part can hold. */
  | { readonly change: PartChange; readonly fault: NumberFault };

/** `parts` are those that the value has. */
export function typedNumber(kind: AnswerKind, part: string, text: string, parts: Parts): TypedNumber {
  if (text.trim() === '') return { change: { [part]: undefined }, number: null };
  const { isPercent: mayBePercent, range, splitUnit, alsoGives } = rulesOfKind(kind).typedNumbers ?? {};
  const split = splitUnit?.(text) ?? null;
  const typed = split?.number ?? text;
  const bare = typed.replace(/[%％]\s*$/, '');
  const isPercent = bare !== typed;
  const read = isPercent && !mayBePercent?.(part, parts) ? null : readAmount(bare);
  const asTyped = { [part]: text.trim() };
  if (!read) return { change: asTyped, fault: 'number' };
  const { amount, currency, isApproximate } = read;
  if (range === 'percent' && (amount < 0 || amount > 100)) return { change: asTyped, fault: 'percent' };
  if (range === 'not-negative' && amount < 0) return { change: asTyped, fault: 'negative' };
  return {
    change: {
      [part]: amount,
      ...(split === null ? {} : { unit: split.unit }),
      ...alsoGives?.(part, { currency, isApproximate, isPercent }, parts)
    },
    number: amount
  };
}

/** Returns why the stored value of a part is no number that it can hold; null where it is one, or absent. */
export function numberFault(kind: AnswerKind, part: string, parts: Parts): NumberFault | null {
  const stored = parts[part];
  if (typeof stored !== 'string' && typeof stored !== 'number') return null;
  const isNumber = typeof stored === 'number';
  if (isNumber && rulesOfKind(kind).typedNumbers?.range === undefined) return null;
  const typed = typedNumber(kind, part, String(stored), parts);
  if ('fault' in typed) return typed.fault;
  return isNumber || stored === '' ? null : 'number';
}

export const textForms = {
  text: { read: (text) => text, isReadable: () => true },
  period: { read: readPeriod, isReadable: isPeriod },
  currency: { read: readCurrency, isReadable: isCurrency }
} as const satisfies Readonly<Record<string, TypedText>>;
export type TextForm = keyof typeof textForms;

/** In the form in which it is understood, else as it was typed. */
export function typedText({ read }: TypedText, text: string): string | undefined {
  const typed = text.trim();
  return typed === '' ? undefined : (read(typed) ?? typed);
}

/** Checks whether a stored text is one that its form cannot have, so that the field says so. */
export const isUnreadable = ({ isReadable }: TypedText, stored: string): boolean =>
  stored !== '' && !isReadable(stored);
