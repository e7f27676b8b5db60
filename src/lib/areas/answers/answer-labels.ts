/**
 * Defines the labels of answers that the framework and its kinds do not define: states, currencies, what cannot be read.
 */
import type { AnswerWarning } from '#rules/answers/answer-warnings.ts';
import { perHeadMargin } from '#rules/answers/gdp-per-head.ts';
import type { ShownState } from '#rules/answers/answer.ts';
import { amountText, numberText } from '#lib/i18n/figure.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

const stateLabels: Readonly<Record<ShownState, () => string>> = {
  unanswered: m.answers_state_unanswered,
  answered: m.answers_state_answered,
  incomplete: m.answers_state_incomplete,
  'not-applicable': m.label_not_applicable,
  'no-data': m.answers_state_no_data,
  confidential: m.confidential_mark
};
export const stateLabel = (state: ShownState): string => stateLabels[state]();

/** Every other currency is given by its code. */
export const listedCurrencies = ['EUR', 'CNY', 'USD'] as const;
const currencyLabels: Readonly<Record<(typeof listedCurrencies)[number], () => string>> = {
  EUR: m.answers_currency_eur,
  CNY: m.answers_currency_cny,
  USD: m.answers_currency_usd
};
export const currencyLabel = (code: (typeof listedCurrencies)[number]): string => currencyLabels[code]();

const unreadableLabels = {
  number: m.answers_no_number,
  percent: m.answers_no_percent,
  negative: m.answers_not_negative,
  text: m.answers_unreadable,
  period: m.answers_no_period,
  currency: m.answers_no_currency
} as const;
export const unreadableLabel = (form: keyof typeof unreadableLabels): string => unreadableLabels[form]();

/** Returns the sentence for the part without which a value says nothing. */
export const lackingLabel = (part: string): string =>
  part === 'amount'
    ? m.answers_lacks_amount()
    : part === 'currency'
      ? m.answers_lacks_currency()
      : part === 'unit'
        ? m.answers_lacks_unit()
        : m.answers_lacks_value();

/**
 * Formats a number in full, with the reader's separators: the result of an input with a unit such as
 * "million".
 */
export const wholeNumber = (value: number): string =>
  new Intl.NumberFormat(locale() === 'zh' ? 'zh-Hans' : 'en-GB', { maximumFractionDigits: 20 }).format(value);

/** In Chinese with 万 and 亿, in English in full. */
export const understoodNumber = (value: number): string =>
  locale() === 'zh' ? numberText(value, 'zh') : wholeNumber(value);

export function warningSentence(warning: AnswerWarning): string {
  if (warning.kind === 'shares-not-100') return m.answers_sum_not_100({ sum: wholeNumber(warning.sum) });
  const amount = (value: number): string => amountText(value, warning.currency);
  if (warning.kind === 'sum-differs')
    return m.answers_sum_differs({ total: amount(warning.total), sum: amount(warning.sum) });
  return m.answers_gdp_differs({
    printed: amount(warning.perHead),
    implied: amount(warning.implied),
    margin: perHeadMargin
  });
}
