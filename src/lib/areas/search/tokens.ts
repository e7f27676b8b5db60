/**
 * Splits a text into the tokens by which it is found: words in their English stem, and Chinese as pairs of
 * neighbouring characters, so that any part of a sentence is found without a dictionary. Both engines store
 * exactly these tokens, and a query is split by the same rules.
 *
 * A run of Chinese characters gives one token at each character: the character with the next one, and the last
 * character alone. One character is therefore found as the beginning of a token, and more of them as a phrase.
 */
import { stemmer } from 'stemmer';

export interface Token {
  readonly token: string;
  /** Gives the range of the token in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Gives the end of the first character; `end` where the token is a word. */
  readonly firstEnd: number;
  /** Says that the token is a single character or pair of a Chinese run, and its last one. */
  readonly kind: 'word' | 'pair' | 'last';
}

/** In UTF-16 units: of a longer word, the beginning is indexed. */
export const longestToken = 64;

/** In their order. */
export function tokensOf(text: string): Token[] {
  const { folded, starts, ends } = fold(text);
  const tokens: Token[] = [];
  const range = (from: number, to: number) => ({ start: starts?.[from] ?? from, end: ends?.[to - 1] ?? to });
  for (const { 0: match, 1: word, index } of folded.matchAll(runs)) {
    if (word === undefined) addPairs(tokens, match, index, range);
    else {
      const own = range(index, index + word.length);
      tokens.push({ token: wordToken(word), ...own, firstEnd: own.end, kind: 'word' });
    }
  }
  return tokens;
}

/** Returns the tokens as the index stores them. */
export const indexTokens = (text: string): string[] => tokensOf(text).map(({ token }) => token);

/** Compatibility forms, case and accents are folded. Lone surrogates are separators, as punctuation is. */
export const foldedText = (text: string): string => fold(text).folded;

const han = String.raw`\p{Script=Han}`;
/** Returns the Chinese character that a token begins with; undefined for a word. */
export const firstHan = (token: string): string | undefined => /^\p{Script=Han}/u.exec(token)?.[0];
const wordLike = String.raw`[[\p{L}\p{N}]--${han}]`;
/** Matches a run of Chinese, or a word: a number with separators, or letters and digits without the English genitive. */
const runs = new RegExp(
  String.raw`${han}+|(\d{1,3}(?:,\d{3})+(?!${wordLike})|${wordLike}+)(?:['’]s(?!${wordLike}))?`,
  'gv'
);

function addPairs(
  tokens: Token[],
  run: string,
  index: number,
  range: (from: number, to: number) => { readonly start: number; readonly end: number }
): void {
  const characters = Array.from(run);
  let at = index;
  characters.forEach((character, position) => {
    const next = characters[position + 1];
    const own = range(at, at + character.length);
    const end = next === undefined ? own.end : range(at, at + character.length + next.length).end;
    tokens.push({
      token: character + (next ?? ''),
      start: own.start,
      end,
      firstEnd: own.end,
      kind: next === undefined ? 'last' : 'pair'
    });
    at += character.length;
  });
}

/** Returns a text in which lone surrogates, which no database stores, are replaced. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

const isEnglish = /^[a-z]+$/;

function wordToken(word: string): string {
  const short = wellFormed(word.replaceAll(',', '').slice(0, longestToken));
  return isEnglish.test(short) ? stemOf(short) : short;
}

const stems = new Map<string, string>();
const mostStems = 20_000;

/** Texts consist of few words, again and again. */
function stemOf(word: string): string {
  const before = stems.get(word);
  if (before !== undefined) return before;
  const made = stemmer(word);
  if (stems.size < mostStems) stems.set(word, made);
  return made;
}

interface Folded {
  readonly folded: string;
  /** Maps each UTF-16 unit of the folded text to the range in the text that it comes from; null where it is at the same place. */
  readonly starts: readonly number[] | null;
  readonly ends: readonly number[] | null;
}

/** Matches texts of characters that each fold to one, and stay where they are: nearly all texts. */
const simple =
  /^[\0-\x7f\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u3001\u3002\u3008-\u3011\u4e00-\u9fff\uff01-\uff5e]*$/;
const fullWidth = /[\uff01-\uff5e]/g;

function fold(text: string): Folded {
  if (simple.test(text))
    return {
      folded: text
        .replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
        .toLowerCase(),
      starts: null,
      ends: null
    };
  return foldEach(text);
}

/** Folds character by character. */
function foldEach(text: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = '';
  let at = 0;
  for (const character of text) {
    const next = at + character.length;
    const own = foldedCharacter(character);
    // An accent that follows its letter belongs to it.
    if (own === '' && ends.length > 0) ends[ends.length - 1] = next;
    for (let unit = 0; unit < own.length; unit += 1) {
      starts.push(at);
      ends.push(next);
    }
    folded += own;
    at = next;
  }
  return { folded, starts, ends };
}

const known = new Map<string, string>();
const mostKnown = 20_000;

function foldedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? character.toLowerCase() : character;
  if (code >= 0x4e00 && code <= 0x9fff) return character;
  const before = known.get(character);
  if (before !== undefined) return before;
  const made = fullyFolded(character);
  if (known.size < mostKnown) known.set(character, made);
  return made;
}

/** Folds by capitals first, so that forms of one letter, such as ß and SS or σ and ς, become the same. */
function fullyFolded(character: string): string {
  if (/\p{Surrogate}/u.test(character)) return ' ';
  return withoutMarks(withoutMarks(character).toUpperCase().toLowerCase());
}

const withoutMarks = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '');
