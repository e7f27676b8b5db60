/**
 * Defines the figures of a city as records among its answers: population, GDP, expenditure and plans. They
 * belong to every city and to no question of a framework; each is stored as printed, with its year, its
 * source and its caution.
 */
import type { FieldDefinition, RecordType } from '#rules/framework/framework.ts';
import type { AnswerRecord } from './answer.ts';
import {
  comparators,
  isBilingual,
  type Comparator,
  type FieldValue,
  type Indicator
} from '#rules/framework/record.ts';

/** Names the pseudo-question under which the figures are stored next to the questions. */
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

/** Names the section of questions for every city; it also holds the figures under no characteristic. */
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

/**
 * Null for a record that does not name what it measures. A figure may consist of its remark alone, such as a
 * text that something is complete.
 */
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
