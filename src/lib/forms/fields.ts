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
export function textIn(form: SentFields, name: string): string {
  const value = form.get(name);
  return typeof value === 'string'
    ? value.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim()
    : '';
}

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

/** Returns the version of what the form was made from; for anything else -1, which no version equals. */
export function versionIn(form: FormData): number {
  const version = wholeNumberIn(form, 'version');
  return Number.isNaN(version) ? -1 : version;
}

/** Returns the value where it is one of a closed set. */
export const oneOf = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((each) => each === value);

/**
 * Returns what was typed, to be shown again with a refusal. Long texts are included; these forms never
 * contain passwords. A field that is named like something of every object is no field of a form and left out.
 */
export const typedIn = (form: FormData): Record<string, string> =>
  Object.fromEntries(
    [...form.keys()].filter((name) => !isInherited(name)).map((name) => [name, textIn(form, name)])
  );
