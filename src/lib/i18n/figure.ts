/**
 * Formats figures in the reader's language, or in that of a text: 万 and 亿 in Chinese, million and billion in English, never rounded
 * beyond what was printed.
 */
import type { Locale } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import type { Indicator } from '#rules/framework/record.ts';
import { m } from '#lib/paraglide/messages.js';
import { partialDateText } from './dates.ts';
import { numberFormat } from './formats.ts';
import { locale } from './locale.ts';

type Figure = Pick<Indicator, 'value' | 'valueTo' | 'valueText' | 'unit' | 'currency' | 'comparator'>;

const comparatorMessages = {
  eq: (value: string): string => value,
  approx: (value: string, language: Locale): string => m.study_about({ value }, { locale: language }),
  gt: (value: string, language: Locale): string => m.study_more_than({ value }, { locale: language }),
  gte: (value: string, language: Locale): string => m.study_at_least({ value }, { locale: language }),
  lt: (value: string, language: Locale): string => m.study_less_than({ value }, { locale: language }),
  lte: (value: string, language: Locale): string => m.study_at_most({ value }, { locale: language })
} as const;

type UnitLabel = (inputs: object, options: { readonly locale: Locale }) => string;
const units: ReadonlyMap<string, UnitLabel> = new Map<string, UnitLabel>([
  ['km2', m.study_unit_km2],
  ['persons', m.study_unit_persons],
  ['people', m.study_unit_persons],
  ['percent', m.study_unit_percent],
  ['%', m.study_unit_percent],
  ['months', m.unit_months],
  ['years', m.unit_years],
  ['working days', m.study_unit_working_days],
  ['km', m.study_unit_km],
  ['nautical miles', m.study_unit_nautical_miles],
  ['ug/m3', (_, { locale: language }) => (language === 'zh' ? '微克/立方米' : 'µg/m³')],
  ['dB', (_, { locale: language }) => (language === 'zh' ? '分贝' : 'dB')]
]);
/** Lists units that say what kind of figure it is, and are not shown next to a number. */
const silentUnits: readonly string[] = ['', 'count', 'currency', 'date', 'status'];

/** Returns what a number of this unit counts, for the axis of a chart. */
export const unitLabel = (unit: string): string =>
  units.get(unit)?.({}, { locale: locale() }) ?? (unit === 'count' ? m.comparison_unit_count() : unit);

const currenciesInChinese: ReadonlyMap<string, string> = new Map([
  ['CNY', '元人民币'],
  ['EUR', '欧元'],
  ['USD', '美元'],
  ['GBP', '英镑']
]);

const currencyNames: ReadonlyMap<string, string> = new Map([
  ['CNY', '人民币元'],
  ['EUR', '欧元'],
  ['USD', '美元'],
  ['GBP', '英镑']
]);

/**
 * Returns the figure with its unit, the text where the value is a text, or an empty string where there is
 * neither.
 */
export function figureText(figure: Figure, language: Locale = locale()): string {
  if (figure.valueText !== null)
    return isPartialDate(figure.valueText) ? partialDateText(figure.valueText, language) : figure.valueText;
  if (figure.value === null) return '';
  const number = numberText(figure.value, language);
  const value =
    figure.valueTo === null
      ? number
      : m.study_range({ from: number, to: numberText(figure.valueTo, language) }, { locale: language });
  return comparatorMessages[figure.comparator](withUnit(value, figure, language), language);
}

/** Returns an amount of money with its currency, where that is known. */
export const amountText = (
  amount: number,
  currency: string | null,
  comparator: Figure['comparator'] = 'eq'
): string =>
  figureText({ value: amount, valueTo: null, valueText: null, unit: 'currency', currency, comparator });

/** Names a currency on the axis of a chart: in English by its code. */
export const currencyOnAxis = (currency: string): string =>
  locale() === 'zh' ? (currencyNames.get(currency) ?? currency) : currency;

/**
 * Formats large numbers with the language's own large units: 349.79 billion, 3497.9亿; small ones in full. In Chinese
 * four digits are written without a separator, with a unit and without: 2270, 7205.17亿.
 */
export function numberText(value: number, language: Locale): string {
  const isLarge = Math.abs(value) >= 1_000_000;
  return numberFormat(language, {
    maximumSignificantDigits: 15,
    ...(language === 'zh' ? { useGrouping: 'min2' } : {}),
    ...(isLarge ? { notation: 'compact', compactDisplay: 'long' } : {})
  }).format(value);
}

function withUnit(value: string, { unit, currency }: Figure, language: Locale): string {
  if (currency !== null)
    return language === 'zh'
      ? value + (currenciesInChinese.get(currency) ?? currency)
      : `${currency} ${value}`;
  if (silentUnits.includes(unit)) return value;
  // A city names units of its own.
  const label = units.get(unit)?.({}, { locale: language }) ?? unit;
  return unit === 'percent' || unit === '%'
    ? value + label
    : m.study_figures_per({ value, unit: label }, { locale: language });
}
