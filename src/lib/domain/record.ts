/** What a city states besides its prose: structured records after the framework's record types, and figures kept as printed. */
import type { FieldDefinition, RecordType } from './framework.ts';
import type { Bilingual } from './locale.ts';

/** A value of a record's field, as JSON. Texts in two languages are `{ en, zh }`; choices are option ids. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | Bilingual
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

export interface ResponseRecord {
  readonly id: string;
  /** The question that it answers; empty where that is not known. */
  readonly question: string;
  readonly recordType: string;
  readonly position: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Of single fields: where they are from, and what is remarked. */
  readonly sources: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, Bilingual>>;
  readonly source: string;
  readonly version: number;
}

export const comparators = ['eq', 'approx', 'gt', 'gte', 'lt', 'lte'] as const;
export type Comparator = (typeof comparators)[number];

/** One figure. It is shown as printed, with its note and caution, never corrected in silence. */
export interface Indicator {
  readonly id: string;
  readonly position: number;
  /** The characteristic under which it is shown, or `general`. */
  readonly section: string;
  readonly label: Bilingual;
  readonly value: number | null;
  readonly valueTo: number | null;
  readonly valueText: string | null;
  readonly unit: string;
  readonly currency: string | null;
  readonly comparator: Comparator;
  readonly referenceYear: string | null;
  readonly note: Bilingual;
  /** Id of a caution that must be shown wherever the figure is. */
  readonly caveat: string | null;
  readonly source: string;
}

export const isBilingual = (value: unknown): value is Bilingual =>
  typeof value === 'object' &&
  value !== null &&
  'en' in value &&
  'zh' in value &&
  typeof value.en === 'string' &&
  typeof value.zh === 'string';

/** Whether two values say the same, in whatever order their parts stand. */
export function isSameValue(one: FieldValue, other: FieldValue): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Readonly<Record<string, FieldValue>>, other as Readonly<Record<string, FieldValue>>];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && isSameValue(a[key] ?? null, b[key] ?? null))
  );
}

function isEmpty(value: FieldValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isBilingual(value) && value.en.trim() === '' && value.zh.trim() === '';
}

/** Whether a record must give a field, by what its other fields say. */
export const isRequired = (
  field: Pick<FieldDefinition, 'required' | 'requiredIf'>,
  record: Pick<ResponseRecord, 'fields'>
): boolean =>
  field.required ||
  (field.requiredIf !== null && record.fields[field.requiredIf.field] === field.requiredIf.equals);

/** The fields that the framework requires and the record does not give: shown as gaps, never filled in. */
export const gapsOfRecord = (
  recordType: RecordType,
  record: Pick<ResponseRecord, 'fields'>
): FieldDefinition[] =>
  recordType.fields.filter((field) => isRequired(field, record) && isEmpty(record.fields[field.id]));

/** How a record is called where its type gives it no name: by whatever it says first in words. */
export function nameOfRecord(fields: ResponseRecord['fields']): Bilingual {
  // Not every type of record has a name: a funding line is told by its funder.
  const name = fields['name'] ?? fields['title'] ?? Object.values(fields).find(isBilingual);
  if (isBilingual(name)) return name;
  const text = typeof name === 'string' ? name : '';
  return { en: text, zh: text };
}
