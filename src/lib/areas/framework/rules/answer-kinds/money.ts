/** Defines an amount in a currency, with its time and whether it is planned or spent. */
import type { FieldValue } from '../record.ts';
import { isCurrency, isPeriod } from '../typed-value.ts';
import { hasParts, isComparator, isNumber, isOneOf, isTruth, type PartChecks, type Parts } from './checks.ts';
import { figureBasis, numberOf, textOf } from './figure-parts.ts';
import { comparatorOptions, labelled, part, rare, type FilePart } from './file-part.ts';
import type { Figure, KindRules } from './kind.ts';
import { yesNoOptions } from './yes-no-evidence.ts';

export const moneyStatuses = ['planned', 'committed', 'spent'] as const;
export type MoneyStatus = (typeof moneyStatuses)[number];

const checks: PartChecks = {
  amount: isNumber,
  currency: isCurrency,
  year: isPeriod,
  period: isPeriod,
  status: isOneOf(moneyStatuses),
  comparator: isComparator,
  approximate: isTruth
};
export const isMoney = hasParts(checks);

export function figureOfMoney(parts: Parts): Figure | null {
  const amount = numberOf(parts['amount']);
  return amount === null
    ? null
    : {
        ...figureBasis(parts),
        value: amount,
        valueTo: null,
        valueText: null,
        unit: 'currency',
        currency: textOf(parts['currency'])
      };
}

const statusOptions = labelled(moneyStatuses, {
  planned: { en: 'planned', zh: '计划' },
  committed: { en: 'committed', zh: '已落实' },
  spent: { en: 'spent', zh: '已支出' }
});

export const moneyParts: readonly FilePart[] = [
  part('amount', 'number', 'Amount', '金额'),
  part('currency', 'currency', 'Currency', '币种'),
  part('year', 'period', 'Year or period', '年份或时期'),
  part('period', 'period', 'Period', '时期', rare),
  part('status', 'choice', 'Planned or spent', '计划或支出', { options: statusOptions }),
  part('comparator', 'choice', 'Comparison', '比较', { options: comparatorOptions, rare: true }),
  part('approximate', 'flag', 'Approximate', '约数', { options: yesNoOptions })
];

export const money = {
  held: 'value',
  fits: isMoney,
  checks,
  needed: [['amount'], ['currency']],
  numbers: ['amount'],
  typedNumbers: {
    isAmount: true,
    alsoGives: (_part, { currency, isApproximate }) => ({
      ...(currency !== null ? { currency } : {}),
      ...(isApproximate ? { approximate: true } : {})
    })
  },
  isAmount: true,
  figureOf: figureOfMoney,
  fromFigure: ({ value, currency, year, comparator }) =>
    Object.fromEntries(
      Object.entries({ amount: value, currency, year, comparator }).filter(([, one]) => one !== undefined)
    ) as FieldValue,
  fileParts: () => moneyParts
} as const satisfies KindRules;
