import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { partsIn, shownText } from './value-words.ts';
import { durationUnits, type DurationUnit } from '#rules/framework/answer-kinds/duration.ts';

const labels: Readonly<Record<DurationUnit, () => string>> = {
  days: m.answers_days,
  weeks: m.answers_weeks,
  months: m.unit_months,
  years: m.unit_years
};

export const shownDuration: ShownKind = {
  label: m.framework_kind_duration,
  edited: {
    control: 'parts',
    parts: [
      { part: 'value', control: 'number', label: m.label_value },
      {
        part: 'unit',
        control: 'choice',
        label: m.answers_unit,
        choices: durationUnits.map((one) => [one, () => labels[one]()])
      }
    ]
  },
  pieces(value) {
    const { value: length, unit } = partsIn(value);
    const known = durationUnits.find((one) => one === unit);
    return [`${shownText(length)} ${known ? labels[known]() : ''}`];
  }
};
