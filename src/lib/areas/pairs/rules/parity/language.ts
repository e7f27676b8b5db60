/** Judges in which of the two languages most words of a text are. */
import type { Locale } from '#base/locale.ts';

const address = /\b(?:https?:\/\/|www\.)\S+|\S+@\S+/giu;
/** Finds words of Latin letters; abbreviations such as IoT or PM2.5, which both languages use, are none. */
const latinWord = /(?<![\p{L}\p{N}])\p{Lu}?\p{Script=Latin}*?\p{Ll}{3,}(?![\p{L}\p{N}])/gu;
const hanCharacter = /\p{Script=Han}/gu;

/**
 * Names of the other language, in brackets or within a sentence, are fewer; a text without any word is in
 * both.
 */
export function isInOtherLanguage(text: string, language: Locale): boolean {
  const plain = text.replace(address, ' ');
  const words = plain.match(latinWord)?.length ?? 0;
  const characters = plain.match(hanCharacter)?.length ?? 0;
  // Two characters are about one word.
  return language === 'zh' ? words > characters / 2 : characters / 2 > words;
}
