/**
 * Formats figures in the reader's language: 万 and 亿 in Chinese, million and billion in English, never rounded
 * beyond what was printed.
 */
import type { Locale } from '#domain/locale.ts';
import { isPartialDate } from '#domain/partial-date.ts';
import type { Indicator } from '#domain/record.ts';
import { m } from '#lib/paraglide/messages.js';
import { partialDateText } from './dates.ts';
import { locale } from './locale.ts';

type Figure = Pick<Indicator, 'value' | 'valueTo' | 'valueText' | 'unit' | 'currency' | 'comparator'>;

const comparatorMessages = {
  eq: (value: string): string => value,
  approx: (value: string): string => m.study_about({ value }),
  gt: (value: string): string => m.study_more_than({ value }),
  gte: (value: string): string => m.study_at_least({ value }),
  lt: (value: string): string => m.study_less_than({ value }),
  lte: (value: string): string => m.study_at_most({ value })
} as const;

const units: ReadonlyMap<string, () => string> = new Map<string, () => string>([
  ['km2', m.study_unit_km2],
  ['persons', m.study_unit_persons],
  ['percent', m.study_unit_percent],
  ['%', m.study_unit_percent],
  ['months', m.study_unit_months],
  ['years', m.study_unit_years],
  ['working days', m.study_unit_working_days],
  ['km', m.study_unit_km],
  ['nautical miles', m.study_unit_nautical_miles],
  ['ug/m3', () => (locale() === 'zh' ? '微克/立方米' : 'µg/m³')],
  ['dB', () => (locale() === 'zh' ? '分贝' : 'dB')]
]);
/** Lists units that say what kind of figure it is, and are not shown next to a number. */
const silentUnits: readonly string[] = ['', 'count', 'currency', 'date', 'status'];

/** Returns what a number of this unit counts, for the axis of a chart. */
export const unitLabel = (unit: string): string =>
  units.get(unit)?.() ?? (unit === 'count' ? m.comparison_unit_count() : unit);

const currenciesInChinese: ReadonlyMap<string, string> = new Map([
  ['CNY', '元人民币'],
  ['EUR', '欧元'],
  ['USD', '美元'],
  ['GBP', '英镑']
]);

/**
 * Returns the figure with its unit, the text where the value is a text, or an empty string where there is
 * neither.
 */
export function figureText(figure: Figure): string {
  if (figure.valueText !== null)
    return isPartialDate(figure.valueText) ? partialDateText(figure.valueText, locale()) : figure.valueText;
  if (figure.value === null) return '';
  const number = numberText(figure.value, locale());
  const value =
    figure.valueTo === null
      ? number
      : m.study_range({ from: number, to: numberText(figure.valueTo, locale()) });
  return comparatorMessages[figure.comparator](withUnit(value, figure));
}

/** Returns an amount of money with its currency, where that is known. */
export const amountText = (
  amount: number,
  currency: string | null,
  comparator: Figure['comparator'] = 'eq'
): string =>
  figureText({ value: amount, valueTo: null, valueText: null, unit: 'currency', currency, comparator });

/** Formats large numbers with the language's own large units: 349.79 billion, 3497.9亿; small ones in full. */
function numberText(value: number, language: Locale): string {
  const isLarge = Math.abs(value) >= 1_000_000;
  return new Intl.NumberFormat(language === 'zh' ? 'zh-Hans' : 'en-GB', {
    maximumSignificantDigits: 15,
    ...(isLarge ? { notation: 'compact', compactDisplay: 'long' } : {})
  }).format(value);
}

function withUnit(value: string, { unit, currency }: Figure): string {
  if (currency !== null)
    return locale() === 'zh'
      ? value + (currenciesInChinese.get(currency) ?? currency)
      : `${currency} ${value}`;
  if (silentUnits.includes(unit)) return value;
  // A city names units of its own.
  const label = units.get(unit)?.() ?? unit;
  return unit === 'percent' || unit === '%' ? value + label : m.study_figures_per({ value, unit: label });
}
