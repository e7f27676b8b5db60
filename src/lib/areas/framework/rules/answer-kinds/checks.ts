import { comparators, type FieldValue } from '../record.ts';

export type Parts = Readonly<Record<string, FieldValue>>;
/** A part may be absent, and other parts are ignored. */
export type PartChecks = Readonly<Record<string, (value: unknown) => boolean>>;

export const isRecord = (value: unknown): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
export const isTruth = (value: unknown): boolean => typeof value === 'boolean';
export const isOneOf =
  (list: readonly string[]) =>
  (value: unknown): boolean =>
    isText(value) && list.includes(value);
export const isComparator = isOneOf(comparators);

/** Null where there is none. */
export const wrongPart = (checks: PartChecks, value: Parts): string | null =>
  Object.keys(checks).find((part) => {
    const given = value[part];
    return given !== undefined && given !== null && checks[part]?.(given) === false;
  }) ?? null;

export const hasParts =
  (checks: PartChecks) =>
  (value: unknown): boolean =>
    isRecord(value) && wrongPart(checks, value) === null;
