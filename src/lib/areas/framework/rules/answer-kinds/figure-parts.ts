/** Reads what the parts of a value say of a figure. */
import { comparators, type Comparator, type FieldValue } from '../record.ts';
import { isNumber, type Parts } from './checks.ts';
import type { Figure } from './kind.ts';

export const numberOf = (value: FieldValue | undefined): number | null => (isNumber(value) ? value : null);
export const textOf = (value: FieldValue | undefined): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

export const comparatorOf = (parts: Parts): Comparator =>
  comparators.find((one): one is Comparator => one === parts['comparator']) ??
  (parts['approximate'] === true ? 'approx' : 'eq');

export const figureBasis = (parts: Parts): Pick<Figure, 'comparator' | 'referenceYear'> => ({
  comparator: comparatorOf(parts),
  referenceYear: textOf(parts['year']) ?? textOf(parts['period'])
});
