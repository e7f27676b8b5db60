/** Makes entries of the index from what can be found: long texts in pieces, each with its tokens. */
import type { Bilingual } from '#base/locale.ts';
import type { SearchKind } from '#rules/search/search.ts';
import { spellingsOf } from './names.ts';
import { firstHan, indexTokens, longestToken, wellFormed } from './tokens.ts';

/** Describes a thing that can be found, before it is split into tokens. */
export interface Findable {
  /** Identifies it within its source. */
  readonly key: string;
  readonly kind: SearchKind;
  /** Names the right that reading it needs, as `search/rules/search` writes it. */
  readonly scope: string;
  readonly title: Bilingual;
  readonly text: Bilingual;
  /** Says whether the title is a name that is found by its sound as well. */
  readonly spelt?: 'person' | 'thing';
  readonly cityId?: string | null;
  readonly section?: string | null;
  readonly userId?: string | null;
  readonly day?: string | null;
  /** Holds where it is shown, and the rows by which its reader is judged. */
  readonly target: Readonly<Record<string, string | null>>;
}

export interface IndexEntry {
  readonly key: string;
  readonly kind: SearchKind;
  readonly scope: string;
  readonly cityId: string | null;
  readonly section: string | null;
  readonly userId: string | null;
  readonly day: string | null;
  readonly titleEn: string;
  readonly titleZh: string;
  readonly textEn: string;
  readonly textZh: string;
  readonly target: string;
  readonly tokens: readonly string[];
}

/**
 * Limits a piece, in UTF-16 units: positions in it stay below what PostgreSQL counts. Pieces
 * overlap by more than the longest query, so that each phrase is whole in one of them.
 */
const longestPiece = 1_500;
const overlap = 220;

/** One for each piece of the text. */
export function entriesOf(findable: Findable): IndexEntry[] {
  const { key, kind, scope, title, target, spelt } = findable;
  const { cityId = null, section = null, userId = null, day = null } = findable;
  const text = { en: wellFormed(findable.text.en), zh: wellFormed(findable.text.zh) };
  const spellings = spelt ? spellingsOf(title, spelt === 'person') : '';
  const [en, zh] = [piecesOf(text.en), piecesOf(text.zh)];
  return Array.from({ length: Math.max(en.length, zh.length) }, (_, index) => {
    const [textEn, textZh] = [en[index] ?? '', zh[index] ?? ''];
    return {
      key: index === 0 ? key : `${key}#${index}`,
      ...{ kind, scope, cityId, section, userId, day, textEn, textZh },
      titleEn: wellFormed(title.en),
      titleZh: wellFormed(title.zh),
      target: JSON.stringify(target),
      tokens: counted(indexTokens([title.en, title.zh, textEn, textZh, spellings].join('\n')))
    };
  });
}

/** Returns the key of the thing of which an entry holds a piece, and where in its text the piece begins. */
export function pieceOf(key: string): { readonly key: string; readonly from: number } {
  const [, whole = key, n = '0'] = /^(.*)#(\d+)$/s.exec(key) ?? [];
  return { key: whole, from: Number(n) * (longestPiece - overlap) };
}

/** Limits how often PostgreSQL counts a token in one entry, or the first character of pairs. */
const mostRepeated = 255;
/** No query has one as long. */
const blank = 'x'.repeat(longestToken + 1);

/** Replaces what is repeated more often than both engines count, so that they find the same. */
function counted(tokens: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return tokens.map((token) => {
    const key = firstHan(token) ?? token;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count > mostRepeated ? blank : token;
  });
}

function piecesOf(text: string): string[] {
  if (text.length <= longestPiece) return [text];
  const pieces: string[] = [];
  for (let from = 0; ; from += longestPiece - overlap) {
    pieces.push(wellFormed(text.slice(from, from + longestPiece)));
    if (from + longestPiece >= text.length) return pieces;
  }
}
