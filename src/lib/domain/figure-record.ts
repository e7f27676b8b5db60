/**
 * The figures of a city as records among its answers: population, GDP, what it spends and plans. They belong to no question of a
 * framework and to every city; each is kept as printed, with its year, its source and its caution.
 */
import type { FieldDefinition, RecordType } from './framework.ts';
import type { AnswerRecord } from './answer.ts';
import { comparators, isBilingual, type Comparator, type FieldValue, type Indicator } from './record.ts';

/** Under this name they stand beside the questions. */
export const figuresQuestion = 'figures';

const field = (
  id: string,
  en: string,
  zh: string,
  kind: FieldDefinition['kind'],
  required = false
): FieldDefinition => ({
  id,
  label: { en, zh },
  kind,
  required,
  requiredIf: null,
  optionsRef: null,
  options: [],
  recordType: null
});

export const figureType: RecordType = {
  id: 'figure',
  label: { en: 'Figure', zh: '数据' },
  usedBy: [figuresQuestion],
  fields: [
    field('label', 'What it is a figure of', '数据名称', 'short-text', true),
    field('value', 'Value', '数值', 'quantity', true),
    field('section', 'Characteristic', '所属特征', 'single-choice', true),
    field('caveat', 'Caution', '注意事项', 'single-choice')
  ]
};

/** What is asked of everybody; figures under no characteristic stand there. */
export const generalSection = 'general';

export function recordOfFigure({
  id,
  position,
  section,
  label,
  value,
  valueTo,
  valueText,
  unit,
  currency,
  comparator,
  referenceYear,
  note,
  caveat,
  source
}: Indicator): AnswerRecord {
  const given: Record<string, FieldValue> = {
    ...(value === null ? {} : { value }),
    ...(valueTo === null ? {} : { valueTo }),
    ...(valueText === null ? {} : { text: valueText }),
    unit,
    ...(currency === null ? {} : { currency }),
    comparator,
    ...(referenceYear === null ? {} : { year: referenceYear })
  };
  return {
    id,
    position,
    fields: { label, value: given, section, ...(caveat === null ? {} : { caveat }) },
    sources: {},
    notes: note.en === '' && note.zh === '' ? {} : { value: note },
    source
  };
}

/** Null for a record that does not say what it is a figure of. One may stand in its remark alone: that something is complete, in words. */
export function figureOfRecord({ id, position, fields, notes, source }: AnswerRecord): Indicator | null {
  const { label, section, caveat } = fields;
  const given =
    typeof fields['value'] === 'object' && fields['value'] !== null && !Array.isArray(fields['value'])
      ? (fields['value'] as Readonly<Record<string, FieldValue>>)
      : {};
  const number = (value: FieldValue | undefined): number | null => (typeof value === 'number' ? value : null);
  const text = (value: FieldValue | undefined): string | null =>
    typeof value === 'string' && value !== '' ? value : null;
  if (!isBilingual(label) || (label.en === '' && label.zh === '')) return null;
  return {
    id,
    position,
    section: text(section) ?? generalSection,
    label,
    value: number(given['value']),
    valueTo: number(given['valueTo']),
    valueText: text(given['text']),
    unit: text(given['unit']) ?? '',
    currency: text(given['currency']),
    comparator: comparators.find((one): one is Comparator => one === given['comparator']) ?? 'eq',
    referenceYear: text(given['year']),
    note: notes['value'] ?? { en: '', zh: '' },
    caveat: text(caveat),
    source
  };
}
