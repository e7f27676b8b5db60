/**
 * Says how likely two passages are translations of each other by their lengths: the model of W. A. Gale and
 * K. W. Church, A Program for Aligning Sentences in Bilingual Corpora, Computational Linguistics 19(1), 1993, with the
 * constants of the study's own texts.
 */
import type { Locale } from '#base/locale.ts';

/** The Chinese characters for each English letter, and the variance of that for each, over 1,200 pairs of the demo. */
const charactersPerLetter = 0.331;
const variancePerLetter = 0.23;
/** A pair that is less likely than this by its lengths is not made more unlikely by them. */
const dearestLength = 14;

const spaces = /\s+/g;
const latin = /[\u0021-\u1fff]/g;

/**
 * In signs without spaces. Figures and Latin letters are as long in both languages: within Chinese they count
 * as what they would be a translation of.
 */
export function lengthOf(text: string, language: Locale): number {
  const written = text.replaceAll(spaces, '');
  if (language === 'en') return written.length;
  const others = written.replaceAll(latin, '').length;
  return others + charactersPerLetter * (written.length - others);
}

/** Returns the negative logarithm of how likely a translation of these lengths is, 14 at most. */
export function lengthCost(letters: number, characters: number): number {
  const mean = (letters + characters / charactersPerLetter) / 2;
  if (mean === 0) return 0;
  const deviation =
    Math.abs(characters - letters * charactersPerLetter) / Math.sqrt(mean * variancePerLetter);
  return Math.min(dearestLength, -Math.log(Math.max(2 * tail(deviation), 1e-300)));
}

/** Returns how likely a value of the normal distribution is to be greater (Abramowitz and Stegun, 26.2.17). */
function tail(value: number): number {
  const t = 1 / (1 + 0.2316419 * value);
  const density = Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI);
  return (
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  );
}
