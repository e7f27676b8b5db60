/** Converts texts in two languages between rows (two columns) and the domain (one value). */
import type { Bilingual } from '#base/locale.ts';

export const both = (en: string, zh: string): Bilingual => ({ en, zh });

/** Null where neither is given. */
export const bothOrNull = (en: string | null, zh: string | null): Bilingual | null =>
  (en ?? '') === '' && (zh ?? '') === '' ? null : { en: en ?? '', zh: zh ?? '' };
