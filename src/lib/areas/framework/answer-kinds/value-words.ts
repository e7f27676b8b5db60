/** Writes parts of values in the reader's language. */
import { isBilingual, type FieldValue } from '#rules/framework/record.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { isRecord, type Parts } from '#rules/framework/answer-kinds/checks.ts';
import { comparatorOf } from '#rules/framework/answer-kinds/figure-parts.ts';
import { moneyStatusLabel } from './money-status.ts';
import { moneyStatuses } from '#rules/framework/answer-kinds/money.ts';

export const partsIn = (value: FieldValue | undefined): Parts =>
  isRecord(value) && !isBilingual(value) ? value : {};
export const shownText = (one: FieldValue | undefined): string =>
  typeof one === 'string' ? one : typeof one === 'number' ? String(one) : '';
export const shownNumber = (one: FieldValue | undefined): number | null =>
  typeof one === 'number' ? one : null;

export const listSeparator = (): string => (locale() === 'zh' ? '、' : ', ');
/** Nothing for an empty remark. */
export const inBrackets = (text: string): string =>
  text === '' ? '' : locale() === 'zh' ? `（${text}）` : ` (${text})`;

type ShownFigure = Parameters<typeof figureText>[0];

/** Returns the numbers of a measured value, and what was printed instead. */
export function measuredFigure(value: FieldValue): Pick<ShownFigure, 'value' | 'valueTo' | 'valueText'> {
  const parts = partsIn(value);
  return {
    value: shownNumber(parts['value']),
    valueTo: shownNumber(parts['valueTo']),
    valueText: shownText(parts['text']) || null
  };
}

/** Returns an amount, a share or a measured number with its time, status and basis. */
export function figurePieces(
  value: FieldValue,
  figure: Pick<ShownFigure, 'unit'> & Partial<ShownFigure>
): string[] {
  const parts = partsIn(value);
  const separator = listSeparator();
  const unread = ['amount', 'value', 'valueTo', 'baseline'].flatMap((part) => {
    const typed = parts[part];
    return typeof typed === 'string' && typed !== '' ? [typed] : [];
  });
  const status = moneyStatuses.find((one) => one === parts['status']);
  const basis = shownText(parts['basis']);
  return [
    unread.length > 0 ? `${unread.join(separator)}${inBrackets(m.answers_unread())}` : '',
    figureText({
      value: null,
      valueTo: null,
      valueText: null,
      currency: shownText(parts['currency']) || null,
      comparator: comparatorOf(parts),
      ...figure
    }),
    inBrackets([shownText(parts['year']), shownText(parts['period'])].filter(Boolean).join(separator)),
    status ? separator + moneyStatusLabel(status) : '',
    basis ? separator + basis : '',
    typeof parts['baseline'] === 'number'
      ? `${separator}${m.answers_baseline()} ${parts['baseline']}${inBrackets(shownText(parts['baselineYear']))}`
      : ''
  ];
}
