/** Reads the lengths of sections from their form: fields `{language}:{section}`, an empty one for no limit. */
import type { LengthLimits } from '#rules/documents/length-limit.ts';
import { isLocale, type Locale } from '#base/locale.ts';
import { textIn, wholeNumberIn } from '#lib/forms/fields.ts';

export function lengthLimitsIn(form: FormData): LengthLimits {
  const limits = new Map<string, Record<Locale, number | null>>();
  for (const name of form.keys()) {
    const [language = '', ...rest] = name.split(':');
    const section = rest.join(':');
    if (!isLocale(language) || section === '') continue;
    const limit = limits.get(section) ?? { en: null, zh: null };
    limit[language] = textIn(form, name) === '' ? null : wholeNumberIn(form, name);
    limits.set(section, limit);
  }
  return Object.fromEntries(limits);
}
