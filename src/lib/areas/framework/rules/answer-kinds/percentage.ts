/** Defines a share in per cent, and of what. */
import { isBilingual } from '../record.ts';
import { hasParts, isNumber, type PartChecks } from './checks.ts';
import { figureBasis, numberOf } from './figure-parts.ts';
import { comparatorOptions, part, rare } from './file-part.ts';
import type { KindRules } from './kind.ts';

const checks: PartChecks = {
  value: (one) => isNumber(one) && one >= 0 && one <= 100,
  of: isBilingual
};

export const percentage = {
  held: 'value',
  fits: hasParts(checks),
  checks,
  needed: [['value']],
  numbers: ['value'],
  typedNumbers: {
    isPercent: () => true,
    range: 'percent',
    alsoGives: (part, { isApproximate }) =>
      part === 'value' && isApproximate ? { comparator: 'approx' } : {}
  },
  figureOf(parts) {
    const share = numberOf(parts['value']);
    return share === null
      ? null
      : {
          ...figureBasis(parts),
          value: share,
          valueTo: null,
          valueText: null,
          unit: 'percent',
          currency: null
        };
  },
  fileParts: () => [
    part('value', 'number', 'Per cent', '百分比'),
    part('comparator', 'choice', 'Comparison', '比较', { options: comparatorOptions, rare: true }),
    part('year', 'period', 'Year', '年份', rare),
    part('of.en', 'line', 'Of what, English', '占何种总量（英文）', rare),
    part('of.zh', 'line', 'Of what, Chinese', '占何种总量（中文）', rare)
  ]
} as const satisfies KindRules;
