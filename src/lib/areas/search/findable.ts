/** Describes what can be found, for the areas that hand it to the search. */
import type { Bilingual, Locale } from '#base/locale.ts';
import { spanOf } from '#base/partial-date.ts';
import { scopeOf, type Reading } from '#rules/search/search.ts';
import type { Findable } from './entries.ts';

/** Is the text of what has none. */
export const nothing: Bilingual = { en: '', zh: '' };

/** Describes a thing of the study as a whole. */
export const ofStudy = (
  studyId: string,
  kind: Findable['kind'],
  id: string,
  reading: Reading = 'study'
): Pick<Findable, 'key' | 'kind' | 'scope' | 'target'> => ({
  key: `${kind}/${id}`,
  kind,
  scope: scopeOf(studyId, reading),
  target: { id }
});

/** Empty ones are left out. */
export function together(texts: readonly Bilingual[]): Bilingual {
  const of = (language: Locale): string =>
    texts.flatMap((text) => (text[language].trim() === '' ? [] : [text[language]])).join('\n');
  return { en: of('en'), zh: of('zh') };
}

/** Returns a text without a language as one of the language in which it is written. */
export const alike = (text: string): Bilingual =>
  /\p{Script=Han}/u.test(text) ? { en: '', zh: text } : { en: text, zh: '' };

/** The first day that the date can mean is what is compared, and no more is shown than is known. */
export function dated(thing: Findable, date: string | null): Findable {
  if (date === null) return thing;
  const { first } = spanOf(date);
  return { ...thing, day: first, target: first === date ? thing.target : { ...thing.target, date } };
}
