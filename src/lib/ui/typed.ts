/** Holds what was typed in a form that was refused; null for a form in its first state. */
import type { Bilingual } from '#domain/locale.ts';

export type Typed = Readonly<Record<string, string>> | null;

/** Returns a text in both languages as it was typed, or else as it is stored. */
export const bilingualOf = (typed: Typed, name: string, stored: Bilingual | null | undefined): Bilingual => ({
  en: typed?.[`${name}En`] ?? stored?.en ?? '',
  zh: typed?.[`${name}Zh`] ?? stored?.zh ?? ''
});
