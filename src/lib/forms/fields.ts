/** Reads fields of a form as values: text in NFC with plain line ends, and nothing that was not sent. */
import { isInherited } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { readDate } from '#rules/framework/typed-value.ts';

/** Describes what fields are read from: a form, or the query of an address. */
type SentFields = Pick<FormData | URLSearchParams, 'get'>;

/**
 * Returns the text of a field, trimmed and without NULs, which PostgreSQL does not accept; empty where it was
 * not sent or is a file.
 */
export const textIn = (form: SentFields, name: string): string => cleaned(form.get(name));

const cleaned = (value: FormDataEntryValue | null): string =>
  typeof value === 'string' ? value.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim() : '';

export const textOrNull = (form: SentFields, name: string): string | null => textIn(form, name) || null;

/** Returns a date with the precision with which it is written, in any way that answers read; else what was typed. */
export function dateIn(form: SentFields, name: string): string {
  const text = textIn(form, name);
  return readDate(text) ?? text;
}

export const dateOrNull = (form: SentFields, name: string): string | null => dateIn(form, name) || null;

/** Returns the fields `{name}En` and `{name}Zh` that BilingualField sends. */
export const bilingualIn = (form: SentFields, name: string): Bilingual => ({
  en: textIn(form, `${name}En`),
  zh: textIn(form, `${name}Zh`)
});

/** Returns a whole number of at most nine digits, or NaN for anything else. */
export function wholeNumberIn(form: FormData, name: string): number {
  const text = textIn(form, name);
  return /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** -1 for what is no version: no version equals it. */
export function versionIn(form: FormData): number {
  const version = wholeNumberIn(form, 'version');
  return Number.isNaN(version) ? -1 : version;
}

export const oneOf = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((each) => each === value);

/**
 * Returns what was typed, to be shown again with a refusal: long texts too, and passwords, which the caller leaves out
 * (isSecret). A field that comes twice is taken once. A field that is named like something of every object is no field of a form and left out.
 */
export function typedIn(form: FormData): Record<string, string> {
  const typed = new Map<string, string>();
  for (const [name, value] of form)
    if (!typed.has(name) && !isInherited(name)) typed.set(name, cleaned(value));
  return Object.fromEntries(typed);
}

/** Lists the fields that hold passwords: the one asked for, the present one and a new one. */
const secretFields: readonly string[] = ['password', 'present', 'wanted'];

/** Whether a field is never sent back. */
export const isSecret = (name: string): boolean => secretFields.includes(name);
