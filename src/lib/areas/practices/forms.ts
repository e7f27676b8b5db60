/**
 * Reads the forms of good practices, and of trends and challenges. The domain validates what they hold; here a
 * value of a closed set that was not offered becomes the first of the set.
 */
import { isLocale, type Locale } from '#base/locale.ts';
import { practiceTexts, type PracticeInput } from '#rules/practices/practice.ts';
import { supportRoles, type SupportRole } from '#rules/bibliography/support.ts';
import {
  themeAnswers,
  themeKinds,
  themeOrigins,
  themeScopes,
  type ThemeInput
} from '#rules/practices/theme.ts';
import { bilingualIn, oneOf, textIn, typedIn } from '#lib/forms/fields.ts';

const listIn = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');

export const practiceIn = (form: FormData): PracticeInput => ({
  cityId: textIn(form, 'cityId'),
  characteristic: textIn(form, 'characteristic'),
  categories: listIn(form, 'categories'),
  contact: textIn(form, 'contact'),
  ...(Object.fromEntries(practiceTexts.map((name) => [name, bilingualIn(form, name)])) as Pick<
    PracticeInput,
    (typeof practiceTexts)[number]
  >)
});

export const themeIn = (form: FormData): ThemeInput => ({
  kind: oneOf(themeKinds, textIn(form, 'kind')) ?? 'trend',
  scope: oneOf(themeScopes, textIn(form, 'scope')) ?? 'common',
  origin: oneOf(themeOrigins, textIn(form, 'origin')) ?? 'cities',
  answer: oneOf(themeAnswers, textIn(form, 'answer')) ?? 'unknown',
  statement: bilingualIn(form, 'statement'),
  explanation: bilingualIn(form, 'explanation'),
  characteristics: listIn(form, 'characteristics')
});

/** The ids of a list are joined with a space. */
export const themeTypedIn = (form: FormData): Record<string, string> => ({
  ...typedIn(form),
  categories: listIn(form, 'categories').join(' '),
  characteristics: listIn(form, 'characteristics').join(' ')
});

export const focusIn = (form: FormData): string[] => listIn(form, 'characteristics');
export const roleIn = (form: FormData): SupportRole =>
  oneOf(supportRoles, textIn(form, 'role')) ?? 'supports';
export function languageIn(form: FormData): Locale {
  const language = textIn(form, 'language');
  return isLocale(language) ? language : 'en';
}
