/** Defines shares of a whole by option: per cent, which add up to 100, or amounts of one currency. */
import { isCurrency } from '../typed-value.ts';
import { hasParts, isNumber, isRecord, type PartChecks } from './checks.ts';
import { part, rare } from './file-part.ts';
import type { KindRules } from './kind.ts';

const checks: PartChecks = {
  parts: (one) => isRecord(one) && Object.values(one).every(isNumber),
  currency: isCurrency
};
const hasShares = hasParts(checks);

export const percentageSplit = {
  held: 'value',
  fits: (value) => hasShares(value) && isRecord(value) && isRecord(value['parts']),
  checks,
  needed: [['parts']],
  typedNumbers: { isPercent: (_part, parts) => parts['currency'] === undefined },
  needs: 'options',
  sharesOf(value) {
    if (!isRecord(value)) return [];
    // Amounts in a currency need not add up to 100.
    if (value['currency'] !== undefined) return null;
    return Object.values(isRecord(value['parts']) ? value['parts'] : {}).filter(
      (one) => typeof one === 'number'
    );
  },
  fileParts: ({ options }) => [
    ...options.map(({ id, label }) =>
      part(`parts.${id}`, 'number', `${label.en}, per cent`, `${label.zh}（%）`)
    ),
    part('currency', 'currency', 'Currency', '币种', rare),
    part('year', 'period', 'Year', '年份', rare)
  ]
} as const satisfies KindRules;
