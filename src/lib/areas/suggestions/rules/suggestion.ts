/**
 * Defines suggestions: changes of prose that a person proposes and a writer of the text accepts or rejects. A
 * suggestion is a record next to the text and no part of it, so that versions, exports and approvals hold only
 * what was accepted. `document/suggestions` finds its place in a text.
 */
import type { Locale } from '#base/locale.ts';
import type { ContentMark } from '#base/content.ts';

export const suggestionKinds = ['insert', 'delete', 'replace', 'move'] as const;
export type SuggestionKind = (typeof suggestionKinds)[number];

/** `lost` is one whose words, and the place for its own, exist no more. */
export const suggestionStates = ['open', 'accepted', 'rejected', 'withdrawn', 'lost'] as const;
export type SuggestionState = (typeof suggestionStates)[number];

/** Limits the words that one suggestion inserts, in characters. */
export const longestSuggestion = 10_000;
/** Limits the pieces of a suggestion: runs of equal marks, and ranges of letters that were written at once. */
export const mostPieces = 500;
/** Limits the words that are kept of what a suggestion deletes, in characters: they find it again. */
export const longestSuggestionQuote = 500;
/** Limits the open suggestions of one person in one text. */
export const mostSuggestions = 500;
/** Limits the suggestions that are saved, and that are withdrawn, in one request. */
export const mostSuggestionsAtOnce = 100;

/**
 * Limits how long a writer who accepts a suggestion may take to change the text. Afterwards the suggestion is
 * open again: the page of that writer was closed.
 */
export const claimMilliseconds = 60_000;

/** Names letters that one client wrote one after the other, by their ids in the text. */
export interface LetterRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** Holds words that a suggestion inserts, all with the same marks; a line break is `\n`. */
export interface SuggestedRun {
  readonly text: string;
  readonly marks: readonly ContentMark[];
}

/**
 * What it deletes is named letter by letter: what a colleague writes between these letters is not part of it.
 */
export interface SuggestedChange {
  readonly kind: SuggestionKind;
  /** Null in an empty text. */
  readonly blockId: string | null;
  /** Name what stands before and behind it, as the ends of an anchor (JSON); empty where nothing does. */
  readonly from: string;
  readonly to: string;
  readonly deleted: readonly LetterRange[];
  /** Holds the beginning of the words that it deletes; of a move, the beginning of the block. */
  readonly quote: string;
  readonly content: readonly SuggestedRun[];
  /** Names, of a move, the block behind which it goes; null for the beginning of the text, and otherwise. */
  readonly target: string | null;
}

/** Holds an open suggestion as its author's page saves it. */
export interface SavedSuggestion extends SuggestedChange {
  readonly id: string;
  readonly language: Locale;
}

/** Lists what becomes of a suggestion by those who decide. */
export const suggestionActs = ['claim', 'release', 'accept', 'lose', 'reject', 'reopen'] as const;
export type SuggestionAct = (typeof suggestionActs)[number];

/** Checks whether a suggestion is being accepted by a writer at this time. */
export const isClaimed = ({ claimedAt }: { readonly claimedAt: string | null }, now: string): boolean =>
  claimedAt !== null && Date.parse(now) - Date.parse(claimedAt) < claimMilliseconds;

export const insertedText = ({ content }: Pick<SuggestedChange, 'content'>): string =>
  content.map(({ text }) => text).join('');

export const kindOfChange = (deletes: boolean, inserts: boolean): Exclude<SuggestionKind, 'move'> =>
  deletes && inserts ? 'replace' : deletes ? 'delete' : 'insert';

/**
 * Checks whether two forms of one suggestion propose the same to those who decide: the same words at the same place.
 * The ids of letters, and the words around, change with the text and are no part of what was proposed.
 */
export function saysSame(one: SuggestedChange, other: SuggestedChange): boolean {
  const [length, otherLength] = [lengthOf(one.deleted), lengthOf(other.deleted)];
  // The quotation holds the beginning alone: of a longer deletion, the letters tell.
  const deletesSame =
    one.quote === other.quote &&
    length === otherLength &&
    (length <= longestSuggestionQuote || JSON.stringify(one.deleted) === JSON.stringify(other.deleted));
  return (
    deletesSame &&
    one.kind === other.kind &&
    one.target === other.target &&
    JSON.stringify(one.content) === JSON.stringify(other.content)
  );
}

const lengthOf = (ranges: readonly LetterRange[]): number =>
  ranges.reduce((sum, { length }) => sum + length, 0);
