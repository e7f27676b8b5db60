/** Formats numbers of agreement in the reader's language, with no more digits than are significant. */
import { languageTag } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

const format = (value: number, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat(locale() === 'zh' ? languageTag('zh') : 'en-GB', options).format(value);

export const countText = (value: number): string => format(value, {});

/** Formats a coefficient from −1 to 1 with two digits. A value that rounds to zero has no sign. */
export const coefficientText = (value: number): string =>
  format(value, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'negative' });

export const percentText = (percent: number): string =>
  format(percent / 100, { style: 'percent', maximumFractionDigits: 1 });

const least = 0.001;
/** Formats a probability; one too small for its digits is shown as below the smallest. */
export const chanceText = (chance: number): string =>
  chance < least ? m.agreement_below({ value: percentText(100 * least) }) : percentText(100 * chance);
