/**
 * Defines what stands for a person whose data were erased: a name and an address that only tell the person
 * apart from others, and the replacement of names in texts.
 */
import type { Bilingual } from '#base/locale.ts';

/** `invalid` is reserved (RFC 2606): no e-mail can reach such an address. */
const erasedHost = '@erased.invalid';

export const erasedAddress = (id: string): string => `erased-${id.toLowerCase()}${erasedHost}`;
export const isErasedAddress = (email: string): boolean => email.endsWith(erasedHost);

export const erasedName = (id: string): Bilingual => ({
  en: `Erased person ${id.slice(0, 4)}`,
  zh: `已注销人员 ${id.slice(0, 4)}`
});

/** Stands for the name and the organisation of an external reviewer. */
export const erasedReader = '—';

export interface Replacement {
  readonly from: string;
  readonly to: string;
}

export const replacementsOf = (id: string, name: Bilingual, email: string): Replacement[] => {
  const replaced = erasedName(id);
  return [
    { from: email, to: erasedAddress(id) },
    { from: name.en, to: replaced.en },
    { from: name.zh, to: replaced.zh }
  ].filter(({ from }) => Array.from(from.trim()).length > 1);
};

/**
 * Replaces whole names, in upper or lower case: a name in letters is no part of a longer word. A name of one
 * character is not replaced, since it would be found in other words.
 */
export const withoutNames = (text: string, replacements: readonly Replacement[]): string =>
  replacements.reduce((now, { from, to }) => now.replace(patternOf(from.trim()), () => to), text);

const patternOf = (name: string): RegExp => {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const inWord = /\p{Script=Han}/u.test(name) ? ['', ''] : ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])'];
  return new RegExp(`${inWord[0]}${escaped}${inWord[1]}`, 'giu');
};
