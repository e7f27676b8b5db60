/**
 * Finds characters that no text of the study should hold, as they come from other programs: replacement
 * characters for lost ones, invisible characters, private-use characters that have a meaning in one font
 * alone, and letters that were decoded with the wrong encoding. They are reported, and never removed without
 * notice.
 */

export const badCharacterKinds = ['lost', 'control', 'private', 'half', 'unseen', 'garbled'] as const;
export type BadCharacterKind = (typeof badCharacterKinds)[number];

export interface BadCharacter {
  readonly kind: BadCharacterKind;
  /** Gives the position in UTF-16 code units, as JavaScript counts. */
  readonly at: number;
  readonly length: number;
  /** Holds the code point, such as `U+FFFD`; for garbled letters the letters themselves. */
  readonly sign: string;
}

/** Limits the reported characters, since a text that is broken throughout need not be reported in full. */
const most = 200;

export function badCharacters(text: string): BadCharacter[] {
  const found: BadCharacter[] = [];
  for (const { index, 0: run } of text.matchAll(suspects)) {
    const kind = kindOf(run, text, index);
    if (kind)
      found.push({ kind, at: index, length: run.length, sign: kind === 'garbled' ? run : codePoint(run) });
    if (found.length >= most) break;
  }
  return found;
}

/** Checks that a text holds no half of a surrogate pair, which no database stores. */
export const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

/** Returns each bad character once, in order of appearance, as a summary of a whole text. */
export const signsOf = (found: readonly BadCharacter[]): string =>
  [...new Set(found.map(({ sign }) => sign))].join(' ');

const codePoint = (sign: string): string =>
  `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Matches the bytes 80 to BF of UTF-8 as a program decodes them that assumes Windows-1252. */
const tail = '[\\u0080-\\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';
const garbled = `[\\u00E0-\\u00EF]${tail}{2}|[\\u00C2\\u00C3]${tail}|锟斤拷|[\\u00A1-\\u00FF]{4,}`;
const suspects = new RegExp(
  `${garbled}|\\uFFFD|[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u2028\\u2029\\uFFFE\\uFFFF\\uFDD0-\\uFDEF]|\\p{Co}|\\p{Cs}|[\\u00AD\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u2069\\uFEFF]`,
  'gu'
);

/** Matches characters that may well follow an accented letter at the end of a word. */
const punctuation = /^.[\u00A0«»“”‘’‹›…–—•°·]+$/u;
const joined =
  /[\p{Extended_Pictographic}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}\uFE0F]/u;

/** Null where it is valid in its context. */
function kindOf(run: string, text: string, at: number): BadCharacterKind | null {
  const code = run.codePointAt(0) ?? 0;
  if (run.length > 1 && code < 0xd800) {
    if (/^[\u00A1-\u00FF]{4,}$/.test(run))
      return /[\u00A1-\u00BF]/.test(run.slice(0, -1)) && !/^[\u00C0-\u00FF]+[\u00A1-\u00BF]+$/.test(run)
        ? 'garbled'
        : null;
    return punctuation.test(run) ? null : 'garbled';
  }
  if (code === 0xfffd) return 'lost';
  if (/\p{Co}/u.test(run)) return 'private';
  if (/\p{Cs}/u.test(run)) return 'half';
  // A joiner is valid between the parts of one emoji, and between letters of scripts that join.
  if (code === 0x200c || code === 0x200d || code === 0x200e || code === 0x200f)
    return joined.test(signBefore(text, at)) ? null : 'unseen';
  return code === 0xad ||
    (code >= 0x200b && code < 0x2028) ||
    (code >= 0x202a && code <= 0x2069) ||
    code === 0xfeff
    ? 'unseen'
    : 'control';
}

function signBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return at === 0 ? '' : text.slice(low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1, at);
}
