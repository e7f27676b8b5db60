/**
 * Locates a comment in a passage. An anchor consists of two Yjs positions, each bound to a letter permanently,
 * and the text between them. Letters stay the same when a block is split, joined or changed, so that an anchor
 * is lost only with its letters: cut and pasted text is found again by its quote, or it counts as deleted.
 */
import * as Y from 'yjs';
import { chipSign } from '#rules/threads/comment.ts';
import type { Locale } from '#base/locale.ts';
import { linkedIds, type LinkingBlock } from '#rules/pairs/linked-blocks.ts';
import { parseAnchorEnd, type AnchorEnd } from './anchor-end.ts';
import { contextLength, findQuote, findRest } from './anchor-search.ts';
import { flatTextOf, runAt, type FlatText } from './flat-text.ts';
import { readBlocks } from './read.ts';
import { openPassage } from './roots.ts';

/** Describes an anchor as it is stored: `from` and `to` are JSON; they include the text before and after it. */
export interface Anchor {
  readonly from: string;
  readonly to: string;
  readonly quote: string;
  readonly blockId: string | null;
}

export interface AnchorRange {
  /** The offset in the flat text. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly blockId: string | null;
}

/** `from` and `to` are offsets of the flat text; undefined where there is no text between them. */
export function anchorAt(
  flatText: FlatText,
  from: number,
  to: number,
  longestQuote: number
): Anchor | undefined {
  const { text, runs } = flatText;
  const first = runAt(flatText, from);
  const last = runs.findLast(({ start }) => to > start);
  if (!first || !last || from >= to) return undefined;
  const [begin, end] = [Math.max(from, first.start), Math.min(to, last.start + last.length)];
  if (begin >= end || text.slice(begin, end).trim() === '') return undefined;
  const position = (run: typeof first, at: number, association: 0 | -1): object =>
    Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(run.text, run.index + at - run.start, association)
    ) as object;
  const before = text.slice(Math.max(0, begin - contextLength), begin);
  const after = text.slice(end, end + contextLength);
  return {
    from: JSON.stringify({ ...position(first, begin, 0), before }),
    to: JSON.stringify({ ...position(last, end, -1), after }),
    quote: cut(text.slice(begin, end), longestQuote),
    blockId: first.blockId
  };
}

/** Shortens a text, but never between the two halves of a surrogate pair. */
const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

/** Null where the anchor's text was deleted. */
export function findAnchorRange(doc: Y.Doc, flatText: FlatText, anchor: Anchor): AnchorRange | null {
  const [from, to] = [parseAnchorEnd(anchor.from), parseAnchorEnd(anchor.to)];
  const [begin, end] = [from && placeOf(doc, flatText, from), to && placeOf(doc, flatText, to)];
  if (begin?.isThere && end?.isThere && begin.at < end.at) return rangeOn(flatText, begin.at, end.at);
  const words = begin?.isUncounted && end?.isUncounted ? wordsAround(flatText, begin) : null;
  if (words) return words;
  const { quote, blockId } = anchor;
  const quoted = { quote, blockId, before: from?.context ?? '', after: to?.context ?? '' };
  const blockAt = (at: number): string | null => runAt(flatText, at)?.blockId ?? null;
  const found = findQuote({ text: flatText.text, blockAt }, quoted);
  if (found !== null) return rangeOn(flatText, found, found + quote.length);
  if (!begin || !end) return null;
  // A deleted end still has its place. What was written there since is not part of the anchor.
  const rest = findRest(flatText.text.slice(begin.at, Math.min(end.at, begin.at + longestSearch)), quote);
  return rest && rangeOn(flatText, begin.at + rest.from, begin.at + rest.to);
}

const longestSearch = 2_000;

function rangeOn(flatText: FlatText, from: number, to: number): AnchorRange | null {
  const text = flatText.text.slice(from, to);
  return text.trim() === '' ? null : { from, to, text, blockId: runAt(flatText, from)?.blockId ?? null };
}

/** Returns the words next to a chip that stood alone in its block when it was commented on, and no longer does. */
function wordsAround(flatText: FlatText, { at, text }: Place): AnchorRange | null {
  const run = flatText.runs.find(
    (one) => one.text === text && one.start <= at && at <= one.start + one.length
  );
  return run ? rangeOn(flatText, run.start, run.start + run.length) : null;
}

interface Place {
  readonly at: number;
  /** Says that the letter or chip itself still exists, and not only the place where it was. */
  readonly isThere: boolean;
  /** Is true for a chip next to letters: it counts nothing. */
  readonly isUncounted: boolean;
  readonly text: unknown;
}

function placeOf({ store }: Y.Doc, { offsets, text }: FlatText, { id, isEnd }: AnchorEnd): Place | null {
  if (Y.getState(store, id.client) <= id.clock) return null;
  const item = Y.getItem(store, id) as Y.Item | Y.GC;
  const start = item instanceof Y.Item ? offsets.get(item) : undefined;
  if (start === undefined) return null;
  const { parent } = item as Y.Item;
  if (item.deleted) return { at: start, isThere: false, isUncounted: false, text: parent };
  const isUncounted = (item as Y.Item).content instanceof Y.ContentEmbed && text[start] !== chipSign;
  const at = start + id.clock - item.id.clock + (isEnd && !isUncounted ? 1 : 0);
  return { at, isThere: true, isUncounted, text: parent };
}

const outerBlocks = (doc: Y.Doc, section: string, language: Locale): LinkingBlock[] =>
  readBlocks(doc, openPassage(doc, section, language)).map(({ id, attributes }) => ({
    id: id ?? '',
    counterpart: attributes.counterpart
  }));

/** Null where none is known. */
export const counterpartOf = (
  doc: Y.Doc,
  section: string,
  language: Locale,
  blockId: string
): string | null =>
  linkedIds(outerBlocks(doc, section, 'en'), outerBlocks(doc, section, 'zh'))[language].get(blockId) ?? null;

export interface AnchorQuery extends Anchor {
  readonly section: string;
  readonly language: Locale;
}

export interface FoundAnchor {
  /** The block in which the text begins. */
  readonly blockId: string | null;
  /** The text as it is now. */
  readonly text: string;
  /** The index of the block in the passage, and the offset of the text: they sort threads as the text does. */
  readonly row: number;
  readonly at: number;
  /** The block with the same content in the other language. */
  readonly counterpart: string | null;
}

/** Null for an anchor whose text was deleted. */
export function findAnchors(doc: Y.Doc, anchors: readonly AnchorQuery[]): (FoundAnchor | null)[] {
  const known = new Map<string, { readonly flatText: FlatText; readonly blocks: readonly LinkingBlock[] }>();
  const linked = new Map<string, ReturnType<typeof linkedIds>>();
  const partnersIn = (section: string) => {
    const partners =
      linked.get(section) ?? linkedIds(passageOf(section, 'en').blocks, passageOf(section, 'zh').blocks);
    linked.set(section, partners);
    return partners;
  };
  const passageOf = (section: string, language: Locale) => {
    const key = `${section}.${language}`;
    const passage = known.get(key) ?? {
      flatText: flatTextOf(doc, openPassage(doc, section, language)),
      blocks: outerBlocks(doc, section, language)
    };
    known.set(key, passage);
    return passage;
  };
  return anchors.map((anchor) => {
    const { flatText, blocks } = passageOf(anchor.section, anchor.language);
    const range = findAnchorRange(doc, flatText, anchor);
    if (!range) return null;
    const { blockId, text, from } = range;
    return {
      blockId,
      text,
      row: blocks.findIndex(({ id }) => id === blockId),
      at: from,
      counterpart:
        blockId === null ? null : (partnersIn(anchor.section)[anchor.language].get(blockId) ?? null)
    };
  });
}
