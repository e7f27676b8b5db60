import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { figurePieces, partsIn, shownNumber } from './value-words.ts';
import { moneyStatuses } from '#rules/framework/answer-kinds/money.ts';
import { moneyStatusLabel } from './money-status.ts';

export const shownMoney: ShownKind = {
  label: m.framework_kind_money,
  edited: {
    control: 'parts',
    parts: [
      { part: 'amount', control: 'number', label: m.label_amount },
      { part: 'currency', control: 'currency', label: m.label_currency },
      { part: 'year', control: 'period', label: m.answers_year_or_period, isShort: true, isMore: true },
      {
        part: 'status',
        control: 'choice',
        label: m.answers_money_status,
        choices: moneyStatuses.map((one) => [one, () => moneyStatusLabel(one)]),
        isMore: true
      },
      { part: 'approximate', control: 'check', label: m.answers_approximate, isMore: true }
    ]
  },
  isInRow: true,
  pieces: (value) => figurePieces(value, { value: shownNumber(partsIn(value)['amount']), unit: 'currency' })
};
