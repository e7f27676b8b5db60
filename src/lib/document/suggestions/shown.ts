/** Finds where suggestions are shown in a passage: block by block, as the editor and the reading view count. */
import type * as Y from 'yjs';
import { insertedText, type SuggestedChange } from '#rules/suggestions/suggestion.ts';
import { findText } from '../sequence/roots.ts';
import { readPlacedBlocks } from '../sequence/read.ts';
import type { Hunk } from './hunks.ts';
import { SuggestionPlaces } from './place.ts';

/**
 * `struck` and `written` are ranges of its content: words to be deleted, and words that the author of the
 * fork wrote. `added` and `removed` stand at one place and are no part of the content: words to be inserted,
 * and words that the author of the fork deleted.
 */
export interface ShownPart {
  readonly suggestion: string;
  readonly kind: 'struck' | 'written' | 'added' | 'removed' | 'moved';
  /** Numbers the block in the passage, and names it; null for one that has no id. */
  readonly row: number;
  readonly blockId: string | null;
  /** Count from the beginning of the block's content; an embed is one. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** `at` is null where it has none any more. */
export interface ShownSuggestion {
  readonly id: string;
  readonly at: number | null;
  readonly parts: readonly ShownPart[];
}

interface Shown {
  readonly id: string;
  readonly change: SuggestedChange;
}

/** Returns the places of suggestions in a text that is not their author's fork. */
export function shownSuggestions(doc: Y.Doc, root: string, suggestions: readonly Shown[]): ShownSuggestion[] {
  if (suggestions.length === 0) return [];
  const places = new SuggestionPlaces(doc, root);
  const blocks = blocksIn(doc, root);
  return suggestions.map(({ id, change }) => {
    if (change.kind === 'move') return shownMove(blocks, id, change);
    const place = places.find(change);
    if (!place) return { id, at: null, parts: [] };
    const struck = place.deleted.flatMap(({ start, length }) =>
      within(blocks, start, start + length).map((part) => ({
        ...part,
        suggestion: id,
        kind: 'struck' as const,
        text: ''
      }))
    );
    const text = insertedText(change);
    const last = struck.at(-1);
    const spot = text === '' ? null : last ? { ...last, from: last.to } : spotAt(blocks, place.index);
    const added = spot && { ...spot, to: spot.from, suggestion: id, kind: 'added' as const, text };
    return { id, at: place.index, parts: [...struck, ...(added ? [added] : [])] };
  });
}

/** Returns the places of the author's own changes in the fork. */
export function shownHunks(
  fork: Y.Doc,
  root: string,
  hunks: readonly { readonly id: string; readonly hunk: Hunk }[]
): ShownPart[] {
  if (hunks.length === 0) return [];
  const places = new SuggestionPlaces(fork, root);
  const blocks = blocksIn(fork, root);
  return hunks.flatMap(({ id, hunk: { change, written: letters } }) => {
    const written = places.table.standing(letters).flatMap(({ start, length }) =>
      within(blocks, start, start + length).map((part) => ({
        ...part,
        suggestion: id,
        kind: 'written' as const,
        text: ''
      }))
    );
    const [first] = written;
    const index = first ? null : places.indexOf(change);
    const spot =
      change.deleted.length === 0 ? null : (first ?? (index === null ? null : spotAt(blocks, index)));
    const removed = spot && {
      ...spot,
      to: spot.from,
      suggestion: id,
      kind: 'removed' as const,
      text: change.quote
    };
    return [...(removed ? [removed] : []), ...written];
  });
}

interface Block {
  readonly row: number;
  readonly blockId: string | null;
  readonly start: number;
  readonly end: number;
}

/** Lists the blocks of text of a passage with where their content begins and ends. */
function blocksIn(doc: Y.Doc, root: string): Block[] {
  const text = findText(doc, root);
  if (!text) return [];
  return readPlacedBlocks(doc, text).flatMap(({ block, from, to }, row) => {
    const blockId = block.kind === 'text' ? block.id : null;
    return block.kind === 'text'
      ? [{ row, blockId, start: blockId === null ? from : from + 1, end: to }]
      : [];
  });
}

type Range = Pick<ShownPart, 'row' | 'blockId' | 'from' | 'to'>;

const within = (blocks: readonly Block[], from: number, to: number): Range[] =>
  blocks.flatMap(({ row, blockId, start, end }) => {
    const [first, last] = [Math.max(from, start), Math.min(to, end)];
    return first < last ? [{ row, blockId, from: first - start, to: last - start }] : [];
  });

function spotAt(blocks: readonly Block[], index: number): Range | null {
  const block = blocks.find(({ start, end }) => start <= index && index <= end);
  if (!block) return null;
  const { row, blockId, start } = block;
  return { row, blockId, from: index - start, to: index - start };
}

/** A block that is to be moved is marked as a whole. */
function shownMove(blocks: readonly Block[], id: string, { blockId }: SuggestedChange): ShownSuggestion {
  const block = blocks.find((one) => one.blockId === blockId);
  if (!block) return { id, at: null, parts: [] };
  const { row, start, end } = block;
  const part = { suggestion: id, kind: 'moved' as const, row, blockId, from: 0, to: end - start, text: '' };
  return { id, at: start, parts: end > start ? [part] : [] };
}
