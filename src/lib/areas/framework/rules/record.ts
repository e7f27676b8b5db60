/**
 * Defines what a city states in addition to its prose: structured records after the framework's record types,
 * and figures stored as printed.
 */
import type { FieldDefinition, RecordType } from './framework.ts';
import type { Bilingual } from '#base/locale.ts';

/** As JSON. Texts in two languages are `{ en, zh }`; choices are option ids. */
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
  /** Empty where that is not known. */
  readonly question: string;
  readonly recordType: string;
  readonly position: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Hold the sources of, and remarks on, single fields. */
  readonly sources: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, Bilingual>>;
  readonly source: string;
  readonly version: number;
}

export const comparators = ['eq', 'approx', 'gt', 'gte', 'lt', 'lte'] as const;
export type Comparator = (typeof comparators)[number];

/** It is shown as printed, with its note and caution, and never corrected without notice. */
export interface Indicator {
  readonly id: string;
  readonly position: number;
  /** Names the characteristic under which it is shown, or `general`. */
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
  /** Holds the id of a caution that must be shown wherever the figure is. */
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

/** In whatever order their parts are. */
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

/** Checks whether a record must give a field, from the values of its other fields. */
export const isRequired = (
  field: Pick<FieldDefinition, 'required' | 'requiredIf'>,
  record: Pick<ResponseRecord, 'fields'>
): boolean =>
  field.required ||
  (field.requiredIf !== null && record.fields[field.requiredIf.field] === field.requiredIf.equals);

/** Required fields that the record does not give; they are shown as gaps, never filled in. */
export const gapsOfRecord = (
  recordType: RecordType,
  record: Pick<ResponseRecord, 'fields'>
): FieldDefinition[] =>
  recordType.fields.filter((field) => isRequired(field, record) && isEmpty(record.fields[field.id]));

/** Returns the label of a record whose type gives it no name: its first text. */
export function nameOfRecord(fields: ResponseRecord['fields']): Bilingual {
  // Not every type of record has a name: a funding row is identified by its funder.
  const name = fields['name'] ?? fields['title'] ?? Object.values(fields).find(isBilingual);
  if (isBilingual(name)) return name;
  const text = typeof name === 'string' ? name : '';
  return { en: text, zh: text };
}
