/**
 * Finds words in a text as a reader means them: letters of either case, full-width and half-width signs, simplified
 * and traditional characters count as the same unless the query is exact. A match names positions of the text as it
 * is.
 */
import { simplify } from './simplified.ts';

export interface FindQuery {
  readonly text: string;
  /** Tells apart upper and lower case, full-width and half-width signs, simplified and traditional characters. */
  readonly isExact: boolean;
  /** Refuses what is part of a longer word; Chinese has no spaces between words, and is not affected. */
  readonly isWhole: boolean;
}

/** Holds the place of a match, as a range of UTF-16 code units. */
export interface TextMatch {
  readonly from: number;
  readonly to: number;
}

/** Returns the matches in a text, from left to right, no two of which overlap, and at most so many. */
export type Matcher = (text: string, most: number) => readonly TextMatch[];

/** Limits what is searched for, in UTF-16 code units. */
export const longestQuery = 200;

/** Null where the query can match nothing: it is empty, too long or holds half a character. */
export function matcherOf({ text, isExact, isWhole }: FindQuery): Matcher | null {
  if (text === '' || text.length > longestQuery || /\p{Surrogate}/u.test(text)) return null;
  const fold = isExact ? (one: string): string => one : folded;
  const sought = fold(text.normalize('NFC'));
  return (within, most) => {
    const { composed, starts } = composedOf(within);
    const source = fold(composed);
    const matches: TextMatch[] = [];
    let at = source.indexOf(sought);
    while (at >= 0 && matches.length < most) {
      const end = at + sought.length;
      const isMatch = !isMark(source, end) && (!isWhole || isWholeIn(composed, at, end));
      if (isMatch) matches.push({ from: starts?.[at] ?? at, to: starts?.[end] ?? end });
      at = source.indexOf(sought, isMatch ? end : at + 1);
    }
    return matches;
  };
}

/** Returns a text of the same length in which what counts as the same is the same. */
function folded(text: string): string {
  const narrow = text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\uffe0\uffe1\uffe5]/g, (sign) => wideCurrencies.get(sign) ?? sign)
    .replace(/[\u00a0\u2007\u2009\u202f\u3000]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');
  return simplify(narrow).replace(/\p{Uppercase}/gu, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  });
}

const wideCurrencies: ReadonlyMap<string, string> = new Map([
  ['\uffe0', '\u00a2'],
  ['\uffe1', '\u00a3'],
  ['\uffe5', '\u00a5']
]);

/**
 * Joins letters with the accents that follow them. `starts` names for each unit, and for the end, where it is in the
 * text; it is null where nothing had to be joined.
 */
function composedOf(text: string): { readonly composed: string; readonly starts: readonly number[] | null } {
  if (text.normalize('NFC') === text) return { composed: text, starts: null };
  const starts: number[] = [];
  let composed = '';
  for (const { 0: cluster, index } of text.matchAll(/\P{M}?\p{M}*/gu)) {
    const joined = cluster.normalize('NFC');
    for (let offset = 0; offset < joined.length; offset++)
      starts.push(joined.length === cluster.length ? index + offset : index);
    composed += joined;
  }
  starts.push(text.length);
  return { composed, starts };
}

const isMark = (text: string, at: number): boolean => /^\p{M}/u.test(characterAt(text, at));

const characterAt = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
};

function characterBefore(text: string, at: number): string {
  const isPair = /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return at <= 0 ? '' : characterAt(text, isPair && at > 1 ? at - 2 : at - 1);
}

/** Checks for a letter or figure of a script that writes spaces between words. */
const isOfWord = (character: string): boolean =>
  /[\p{L}\p{M}\p{N}_]/u.test(character) && !/[\p{Script=Han}\p{Script=Hira}\p{Script=Kana}]/u.test(character);

function isWholeIn(text: string, from: number, to: number): boolean {
  const isOpenBefore = !isOfWord(characterAt(text, from)) || !isOfWord(characterBefore(text, from));
  return isOpenBefore && (!isOfWord(characterBefore(text, to)) || !isOfWord(characterAt(text, to)));
}
