/** Holds what was typed in a form that was refused; null for a form in its first state. */
import type { Bilingual } from '#base/locale.ts';

export type Typed = Readonly<Record<string, string>> | null;

/** Describes the answer of a page's actions, as far as its forms look at it. */
type Answer = Readonly<Record<string, unknown>> | null | undefined;

/** Null for the forms of other actions. */
export const typedAt = (form: Answer, ...actions: readonly string[]): Typed =>
  form && actions.includes(String(form['action'])) ? ((form['values'] ?? null) as Typed) : null;

/**
 * Returns what was typed in the form of one of several things on a page. Things of several kinds have different fields:
 * `field` names one that only the wanted form has.
 */
export type TypedOf = (field: string, id: string) => Typed;

/** Returns a text in both languages as it was typed, or else as it is stored. */
export const bilingualOf = (typed: Typed, name: string, stored: Bilingual | null | undefined): Bilingual => ({
  en: typed?.[`${name}En`] ?? stored?.en ?? '',
  zh: typed?.[`${name}Zh`] ?? stored?.zh ?? ''
});
