/**
 * Cuts a passage into the pieces by which terms are found: English words without their inflection, Chinese
 * characters.
 */
import type { Locale } from '#base/locale.ts';

/** Holds a word of English or a character of Chinese with its place. */
export interface Piece {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Says that the piece before it belongs to the same words: between them is a space or a hyphen at most. */
  readonly joins: boolean;
}

export const keysOf = (language: Locale, text: string): string[] =>
  piecesOf(language, text).map(({ key }) => key);

export const piecesOf = (language: Locale, text: string): Piece[] =>
  language === 'en' ? englishPieces(text) : chinesePieces(text);

export const words = /[\p{L}\p{N}\p{M}&]+(?:\.\p{N}+|[’'](?!s\b)\p{L}+)*/gu;
/** Between the words of a term: white space without an empty line, a hyphen or a dash, and 's of a genitive. */
const between = /^(?:[’']s?)?[^\S\n]*(?:\n?[^\S\n]*|[-\u2010-\u2015/])[^\S\n]*$/;

function englishPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let last = -1;
  for (const { 0: word, index } of text.matchAll(words)) {
    const gap = last < 0 ? null : text.slice(last, Math.min(index, last + 8));
    pieces.push({
      key: stem(word),
      from: index,
      to: index + word.length,
      joins: gap !== null && index - last < 8 && between.test(gap)
    });
    last = index + word.length;
  }
  return pieces;
}

/** Spellings of one word: American and British, and with an accent. */
export const spellings: ReadonlyMap<string, string> = new Map([
  ['programme', 'program'],
  ['centre', 'center'],
  ['fibre', 'fiber'],
  ['metre', 'meter'],
  ['labour', 'labor'],
  ['neighbourhood', 'neighborhood'],
  ['licence', 'license'],
  ['analyses', 'analysis'],
  ['indices', 'index'],
  ['people', 'person'],
  ['ageing', 'aging']
]);

/** Returns a word without its plural ending and in one spelling; equal for the forms of one word. */
export function stem(word: string): string {
  const whole = /^[A-Z][A-Z\d]+s$/.test(word) ? word.slice(0, -1) : word;
  const plain = whole.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const single = spellings.get(plain) ?? withoutPlural(plain);
  return (spellings.get(single) ?? single)
    .replace(/is(?=(?:ations?|ed|ing|e|er|able)$)/, 'iz')
    .replace(/ys(?=(?:ed|ing|e)$)/, 'yz');
}

export function withoutPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  return /(?:ss|sh|ch|x|zz)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

export const han = /\p{Script=Han}/u;
export const latin = /[\p{L}\p{N}]/u;
const dash = /[-\u2010-\u2015\u2212－—–·・]/;

/** A space next to a Chinese character is left out, so that 地平线 2020 and 地平线2020 are the same. */
function chinesePieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let joins = true;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index] ?? '';
    if (sign === '\n') {
      joins = false;
      continue;
    }
    if (/\s/.test(sign)) {
      const [before, after] = [text[index - 1] ?? '', text[index + 1] ?? ''];
      const isBetweenWords = latin.test(before) && latin.test(after) && !han.test(before) && !han.test(after);
      if (!isBetweenWords) continue;
    }
    pieces.push({ key: keyOf(sign), from: index, to: index + 1, joins: joins && pieces.length > 0 });
    joins = true;
  }
  return pieces;
}

function keyOf(sign: string): string {
  if (dash.test(sign)) return '-';
  if (/\s/.test(sign)) return ' ';
  // Half and full width, and capitals; a half of a surrogate pair stays as it is.
  const plain = sign.normalize('NFKC').toLowerCase();
  return plain.length === 1 ? plain : sign;
}
