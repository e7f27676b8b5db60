/**
 * Spells names by their sound, so that a Chinese name is found by its pinyin and by initials, and a Latin one by
 * its initials. The spellings are indexed next to the name and never shown.
 */
import { pinyin } from 'pinyin-pro';
import type { Bilingual } from '#base/locale.ts';

/** Limits the characters of a name that are spelt. */
const longestName = 60;

/** Empty where there are none. The first character of a person's name is read as a surname. */
export function spellingsOf({ en, zh }: Bilingual, isPerson = false): string {
  const chinese = chineseSpellings(zh.slice(0, longestName), isPerson);
  return [...new Set([...chinese, ...latinSpellings(en.slice(0, longestName))])].join(' ');
}

function chineseSpellings(name: string, isPerson: boolean): string[] {
  const characters = name.match(/\p{Script=Han}/gu)?.join('') ?? '';
  if (characters === '') return [];
  return [false, true].flatMap((v) => {
    const syllables = pinyin(characters, {
      toneType: 'none',
      type: 'array',
      v,
      surname: isPerson ? 'head' : 'off'
    });
    const initials = syllables.map((syllable) => syllable.slice(0, 1)).join('');
    // The given name is typed alone as often as the whole.
    const given = syllables.length > 2 ? [syllables.slice(1).join('')] : [];
    return [...syllables, syllables.join(''), ...given, initials];
  });
}

function latinSpellings(name: string): string[] {
  const words = name.match(/\p{L}+/gu) ?? [];
  const latin = words.filter((word) => /^\p{Script=Latin}/u.test(word));
  return latin.length > 1 ? [latin.map((word) => word.slice(0, 1)).join(''), latin.join('')] : [];
}
