/** Writes the value and the period of a figure as its source gives them, in the reader's language or in that of a text. */
import type { ContextFigure } from '#rules/context/context-figure.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { m } from '#lib/paraglide/messages.js';
import { partialDateText } from '#lib/i18n/dates.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { locale } from '#lib/i18n/locale.ts';

type Value = Pick<
  ContextFigure,
  'measure' | 'value' | 'valueTo' | 'valueText' | 'unit' | 'currency' | 'comparator'
>;

export const figureValue = (figure: Value, language: Locale = locale()): string =>
  figureText(
    {
      ...figure,
      valueText: figure.valueText === '' ? null : figure.valueText,
      unit:
        figure.measure === 'percent'
          ? 'percent'
          : figure.measure === 'money'
            ? 'currency'
            : textFor(figure.unit, language).text
    },
    language
  );

export const periodText = (period: string | null, language: Locale = locale()): string =>
  period === null
    ? m.context_nature_unstated({}, { locale: language })
    : isPartialDate(period)
      ? partialDateText(period, language)
      : period.replace('-', '–');
