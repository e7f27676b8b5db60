/** Defines a measured number with its unit, time and basis, and what it is worth in money where that is asked. */
import { isCurrency, isPeriod } from '../typed-value.ts';
import { hasParts, isComparator, isNumber, isRecord, isText, type PartChecks } from './checks.ts';
import { figureBasis, numberOf, textOf } from './figure-parts.ts';
import { comparatorOptions, part, rare, type FilePart } from './file-part.ts';
import type { KindRules } from './kind.ts';
import { figureOfMoney, isMoney, moneyParts } from './money.ts';

const checks: PartChecks = {
  value: isNumber,
  valueTo: isNumber,
  unit: isText,
  year: isPeriod,
  basis: isText,
  text: isText,
  baseline: isNumber,
  baselineYear: isPeriod,
  currency: isCurrency,
  comparator: isComparator,
  money: isMoney
};

/** Maps the parts of an amount to their names where it is what a quantity is worth. */
const worthNames: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  amount: ['Worth in money', '折合金额'],
  currency: ['Worth: currency', '折合金额币种'],
  year: ['Worth: year', '折合金额年份'],
  period: ['Worth: period', '折合金额时期'],
  status: ['Worth: planned or spent', '折合金额：计划或支出'],
  comparator: ['Worth: comparison', '折合金额：比较'],
  approximate: ['Worth: approximate', '折合金额为约数']
};
const worthParts = (withMoney: boolean): readonly FilePart[] =>
  moneyParts.map(({ id, form, options }) => {
    const [en, zh] = worthNames[id] ?? [id, id];
    return part(`money.${id}`, form, en, zh, {
      options,
      rare: !withMoney || (id !== 'amount' && id !== 'currency')
    });
  });

export const quantity = {
  held: 'value',
  fits: hasParts(checks),
  checks,
  needed: [['value', 'valueTo', 'text', 'money']],
  numbers: ['value', 'valueTo', 'baseline'],
  typedNumbers: {
    isPercent: (part, { unit = '%' }) => part === 'value' && (unit === '%' || unit === 'percent'),
    alsoGives: (part, { isApproximate, isPercent }, { unit = '%' }) =>
      part === 'value'
        ? { ...(isPercent ? { unit } : {}), ...(isApproximate ? { comparator: 'approx' } : {}) }
        : {}
  },
  takesMeasures: true,
  figureOf(parts) {
    const [value, text] = [numberOf(parts['value']), textOf(parts['text'])];
    const worth = parts['money'];
    if (value === null && text === null) return isRecord(worth) ? figureOfMoney(worth) : null;
    return {
      ...figureBasis(parts),
      value,
      valueTo: numberOf(parts['valueTo']),
      valueText: value === null ? text : null,
      unit: textOf(parts['unit']) ?? '',
      currency: textOf(parts['currency'])
    };
  },
  fileParts: ({ withMoney }) => [
    part('value', 'number', 'Value', '数值'),
    part('valueTo', 'number', 'Up to', '上限', rare),
    part('text', 'line', 'As printed', '原文表述', rare),
    part('unit', 'line', 'Unit', '单位'),
    part('currency', 'currency', 'Currency', '币种', rare),
    part('comparator', 'choice', 'Comparison', '比较', { options: comparatorOptions }),
    part('year', 'period', 'Year', '年份'),
    part('basis', 'line', 'Basis', '口径'),
    part('baseline', 'number', 'Baseline', '基准值'),
    part('baselineYear', 'period', 'Baseline year', '基准年'),
    ...worthParts(withMoney)
  ]
} as const satisfies KindRules;
