/** Fields of a form as values: text in NFC with plain line ends, and nothing that was not sent. */
import type { Bilingual } from '#domain/locale.ts';

/** The text of a field, without blanks around it and without NULs, which PostgreSQL does not take; empty where it was not sent or is a file. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string'
    ? value.normalize('NFC').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim()
    : '';
}

export const textOrNull = (form: FormData, name: string): string | null => textIn(form, name) || null;

/** What BilingualField sends: `{name}En` and `{name}Zh`. */
export const bilingualIn = (form: FormData, name: string): Bilingual => ({
  en: textIn(form, `${name}En`),
  zh: textIn(form, `${name}Zh`)
});

/** NaN for anything but a whole number of at most nine digits. */
export function wholeNumberIn(form: FormData, name: string): number {
  const text = textIn(form, name);
  return /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** The version of what the form was made from; -1, which nothing has, for anything else. */
export function versionIn(form: FormData): number {
  const version = wholeNumberIn(form, 'version');
  return Number.isNaN(version) ? -1 : version;
}

/** The value where it is one of a closed set. */
export const oneOf = <T extends string>(known: readonly T[], value: string): T | undefined =>
  known.find((each) => each === value);

/** What was typed, to be shown again beside a refusal. Long texts as well; passwords have no place in these forms. */
export const typedIn = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form.keys()].map((name) => [name, textIn(form, name)]));
