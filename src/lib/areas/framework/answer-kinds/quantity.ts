import { comparators } from '#rules/framework/record.ts';
import { comparatorLabel } from '#lib/areas/framework/comparator.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { figurePieces, measuredFigure, partsIn, shownText } from './value-words.ts';

const worth = { part: 'money', kind: 'money' } as const;

export const shownQuantity: ShownKind = {
  label: m.framework_kind_quantity,
  edited: {
    control: 'parts',
    parts: [
      {
        part: 'comparator',
        control: 'choice',
        label: m.answers_comparator,
        choices: comparators.map((one) => [one, () => comparatorLabel(one)]),
        isMore: true
      },
      { part: 'value', control: 'number', label: m.label_value },
      { part: 'unit', control: 'text', label: m.answers_unit, isShort: true },
      { part: 'year', control: 'period', label: m.label_year, isShort: true, isMore: true },
      { part: 'basis', control: 'text', label: m.answers_basis, isMore: true },
      { part: 'baseline', control: 'number', label: m.answers_baseline, isMore: true },
      {
        part: 'baselineYear',
        control: 'period',
        label: m.answers_baseline_year,
        isShort: true,
        isMore: true
      },
      { part: 'amount', control: 'number', label: m.answers_worth, isMore: true, within: worth },
      { part: 'currency', control: 'currency', label: m.label_currency, isMore: true, within: worth }
    ]
  },
  isInRow: true,
  pieces: (value) =>
    figurePieces(value, { ...measuredFigure(value), unit: shownText(partsIn(value)['unit']) })
};
