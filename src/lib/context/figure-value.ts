/** Writes the value and the period of a figure as its source gives them, in the reader's language. */
import type { ContextFigure } from '#domain/context-figure.ts';
import { textFor } from '#domain/locale.ts';
import { isPartialDate } from '#domain/partial-date.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

type Value = Pick<
  ContextFigure,
  'measure' | 'value' | 'valueTo' | 'valueText' | 'unit' | 'currency' | 'comparator'
>;

export const figureValue = (figure: Value): string =>
  figureText({
    ...figure,
    valueText: figure.valueText === '' ? null : figure.valueText,
    unit:
      figure.measure === 'percent'
        ? 'percent'
        : figure.measure === 'money'
          ? 'currency'
          : textFor(figure.unit, locale()).text
  });

export const periodText = (period: string | null): string =>
  period === null
    ? m.context_no_period()
    : isPartialDate(period)
      ? partialDateText(period, locale())
      : period.replace('-', '–');
