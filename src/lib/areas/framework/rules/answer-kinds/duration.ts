/** Defines a length of time in one unit. */
import { hasParts, isNumber, isOneOf, isRecord, type PartChecks } from './checks.ts';
import { labelled, part } from './file-part.ts';
import type { KindRules } from './kind.ts';

export const durationUnits = ['days', 'weeks', 'months', 'years'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const checks: PartChecks = {
  value: (one) => isNumber(one) && one >= 0,
  unit: isOneOf(durationUnits)
};
const isLength = hasParts(checks);

/** Matches a length of time that is written with its unit: `18 months`, `1年`. */
const withUnit = /^(.*\d)\s*(days?|weeks?|months?|years?|天|日|个?星期|周|个?月|年)\s*$/i;
const unitWords: Readonly<Record<DurationUnit, RegExp>> = {
  days: /^(?:days?|天|日)$/i,
  weeks: /^(?:weeks?|个?星期|周)$/i,
  months: /^(?:months?|个?月)$/i,
  years: /^(?:years?|年)$/i
};
function splitUnit(text: string): { readonly number: string; readonly unit: string } | null {
  const [, number = '', word = ''] = withUnit.exec(text) ?? [];
  const unit = durationUnits.find((one) => unitWords[one].test(word));
  return unit === undefined ? null : { number, unit };
}

const unitOptions = labelled(durationUnits, {
  days: { en: 'days', zh: '天' },
  weeks: { en: 'weeks', zh: '周' },
  months: { en: 'months', zh: '个月' },
  years: { en: 'years', zh: '年' }
});

const hasText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

export const duration = {
  held: 'value',
  fits: (value) => isLength(value) && isRecord(value) && isNumber(value['value']) && hasText(value['unit']),
  checks,
  needed: [['value'], ['unit']],
  numbers: ['value'],
  typedNumbers: { range: 'not-negative', splitUnit },
  fileParts: () => [
    part('value', 'number', 'Value', '数值'),
    part('unit', 'choice', 'Unit', '单位', { options: unitOptions })
  ]
} as const satisfies KindRules;
