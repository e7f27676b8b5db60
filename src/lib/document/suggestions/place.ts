/**
 * Finds where a suggestion stands in a text as it is now: by the ids of letters, which survive splits, joins and
 * whatever is written around them; where these letters were moved or restored, by their words.
 */
import * as Y from 'yjs';
import type { LetterRange, SuggestedChange } from '#rules/suggestions/suggestion.ts';
import { parseAnchorEnd } from '../sequence/anchor-end.ts';
import { alike, contextLength, findQuote, reversed } from '../sequence/anchor-search.ts';
import { flatTextOf, runAt, type FlatText } from '../sequence/flat-text.ts';
import { findText } from '../sequence/roots.ts';
import { LetterTable, type PlacedPiece } from './letters.ts';

/** The least number of characters on each side by which words are known again. */
const leastContext = 4;

/** Describes where a suggestion stands, as the text counts. */
export interface SuggestionPlace {
  /** Lists what it deletes and what still stands, from left to right. */
  readonly deleted: readonly { readonly start: number; readonly length: number }[];
  /** Says where its words go. */
  readonly index: number;
}

/** Finds the places of many suggestions in one state of a passage. */
export class SuggestionPlaces {
  readonly table: LetterTable;
  readonly #doc: Y.Doc;
  readonly #text: Y.Text | null;
  #flat: FlatText | undefined;

  constructor(doc: Y.Doc, root: string) {
    this.#doc = doc;
    this.#text = findText(doc, root);
    this.table = new LetterTable(this.#text);
  }

  /** Returns null where neither the words that it deletes nor the place for its own are in the text any more. */
  find(change: SuggestedChange): SuggestionPlace | null {
    if (change.kind === 'move') return null;
    const deleted = this.table.standing(change.deleted);
    const [first] = deleted;
    if (first) return { deleted, index: first.start };
    const again = change.deleted.length > 0 ? this.#findWords(change) : null;
    if (again) return again;
    // There is nothing left to delete.
    if (change.kind === 'delete') return null;
    const index = this.indexOf(change);
    return index === null ? null : { deleted: [], index };
  }

  /** Returns the place for the words that it inserts; null where there is none any more. */
  indexOf(change: SuggestedChange): number | null {
    const [left, right] = [parseAnchorEnd(change.from), parseAnchorEnd(change.to)];
    if (!left && !right && change.blockId === null) return this.#beginning();
    const [before, behind] = [left && this.table.find(left.id), right && this.table.find(right.id)];
    if (left && before && !before.isDeleted) return before.start + left.id.clock - before.id.clock + 1;
    if (right && behind && !behind.isDeleted) return behind.start + right.id.clock - behind.id.clock;
    // A deleted neighbour still has its place, unless its block stands elsewhere by now.
    const stays = (blockId: string | null): boolean =>
      blockId !== null && (blockId === change.blockId || !this.#marker(change.blockId));
    for (const neighbour of [before, behind])
      if (neighbour?.isDeleted && stays(neighbour.blockId)) return neighbour.start;
    return this.#findContext(change);
  }

  /** Returns the place for the first words of a text. */
  #beginning(): number {
    const first = this.table.pieces.find(({ isDeleted }) => !isDeleted);
    return first?.begins?.isMarker ? first.start + 1 : 0;
  }

  /** Finds words that were moved or restored, and so are other letters by now. */
  #findWords({ quote, blockId, from, to }: SuggestedChange): SuggestionPlace | null {
    const [before, after] = [parseAnchorEnd(from)?.context ?? '', parseAnchorEnd(to)?.context ?? ''];
    const at = this.#search({ quote, blockId, before, after });
    if (at === null || !this.#isBetween(at, at + quote.length, before, after)) return null;
    const range = this.#rangeOf(at, at + quote.length);
    return range && { deleted: [range], index: range.start };
  }

  /** Checks the words around: equal words elsewhere in the block are others, which nobody suggested to delete. */
  #isBetween(from: number, to: number, before: string, after: string): boolean {
    const text = this.#flatText()?.text ?? '';
    const [left, right] = [
      text.slice(Math.max(0, from - contextLength), from),
      text.slice(to, to + contextLength)
    ];
    return (
      alike(reversed(left), reversed(before)) >= Math.min(leastContext, before.length) &&
      alike(right, after) >= Math.min(leastContext, after.length)
    );
  }

  #findContext({ blockId, from, to }: SuggestedChange): number | null {
    const [before, after] = [parseAnchorEnd(from)?.context ?? '', parseAnchorEnd(to)?.context ?? ''];
    // Others may have changed some of the words around it.
    for (let length = contextLength; length >= leastContext; length /= 2) {
      const [left, right] = [before.slice(-length), after.slice(0, length)];
      const at = this.#search({ quote: left + right, blockId, before: '', after: '' });
      const range = at === null ? null : this.#rangeOf(at, at + (left === '' ? right : left).length);
      if (range) return left === '' ? range.start : range.start + range.length;
    }
    // An empty block offers one place.
    const marker = this.#marker(blockId);
    if (!marker || before + after !== '') return null;
    return marker.start + 1;
  }

  #marker(blockId: string | null): PlacedPiece | undefined {
    return this.table.pieces.find(
      ({ begins, isDeleted }) => !isDeleted && begins?.isMarker === true && begins.id === blockId
    );
  }

  #search(quoted: Parameters<typeof findQuote>[1]): number | null {
    const flat = this.#flatText();
    if (!flat) return null;
    const blockAt = (at: number): string | null => runAt(flat, at)?.blockId ?? null;
    return findQuote({ text: flat.text, blockAt }, quoted);
  }

  /** Returns the place of a range of the flat text within the passage itself; null for words of a cell or caption. */
  #rangeOf(from: number, to: number): { readonly start: number; readonly length: number } | null {
    const flat = this.#flatText();
    const run = flat && runAt(flat, from);
    if (!run || run.text !== this.#text || to > run.start + run.length) return null;
    return { start: run.index + from - run.start, length: to - from };
  }

  #flatText(): FlatText | null {
    if (this.#text) this.#flat ??= flatTextOf(this.#doc, this.#text);
    return this.#flat ?? null;
  }
}

export const idsAt = (
  table: LetterTable,
  places: readonly { readonly start: number; readonly length: number }[]
): LetterRange[] => places.flatMap(({ start, length }) => table.idsBetween(start, start + length));
