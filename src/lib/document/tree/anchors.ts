/**
 * Locates a comment in a passage of the tree model, for moving it to the present one. An anchor consists of two Yjs positions, each bound to a character
 * permanently, and the text between them. Text that was moved (a block that moved, the second half of a block
 * that was split) consists of other characters to Yjs: it is found again by the block, the quote and the text
 * around it, or it counts as deleted.
 */
import * as Y from 'yjs';
import { allowedId } from '../allowed.ts';
import { isBlockType } from '#base/blocks/blocks.ts';
import { parseAnchorEnd, type AnchorEnd } from '../sequence/anchor-end.ts';
import { alike, findQuote, findRest, reversed } from '../sequence/anchor-search.ts';
import type { Anchor } from '../sequence/anchors.ts';

/** Describes one Yjs text node; `start` is its offset in the passage's flat text. */
interface Run {
  readonly text: Y.XmlText;
  readonly content: string;
  readonly start: number;
  /** The outermost block around it. */
  readonly blockId: string | null;
}

/** Holds a passage as one flat string: a line end between blocks; a footnote is not part of it. */
export interface FlatText {
  readonly text: string;
  readonly runs: readonly Run[];
}

export interface AnchorRange {
  /** The offset in the flat text. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly blockId: string | null;
}

/** Returns the text alone: `toString` would write its marks as tags. */
function textOfRun(text: Y.XmlText): string {
  let content = '';
  for (const piece of text.toDelta() as { insert: unknown }[])
    if (typeof piece.insert === 'string') content += piece.insert;
  return content;
}

const deepest = 64;

export function flatTextOf(fragment: Y.XmlFragment): FlatText {
  const runs: Run[] = [];
  let text = '';
  let isApart = false;
  const walk = (parent: Y.XmlFragment, blockId: string | null, depth: number): void => {
    if (depth > deepest) return;
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) {
        const content = textOfRun(child);
        if (content === '') continue;
        if (isApart && text !== '') text += '\n';
        isApart = false;
        runs.push({ text: child, content, start: text.length, blockId });
        text += content;
      } else if (child instanceof Y.XmlElement && child.nodeName !== 'footnote') {
        const isBlock = isBlockType(child.nodeName);
        if (isBlock) isApart = true;
        walk(child, depth === 0 ? allowedId(child.getAttribute('id')) : blockId, depth + 1);
        if (isBlock) isApart = true;
      }
    }
  };
  walk(fragment, null, 0);
  return { text, runs };
}

/** Null where the anchor's text was deleted. */
export function findAnchorRange(doc: Y.Doc, flatText: FlatText, anchor: Anchor): AnchorRange | null {
  const [from, to] = [parseAnchorEnd(anchor.from), parseAnchorEnd(anchor.to)];
  const [begin, end] = [from && pointIn(doc, flatText, from), to && pointIn(doc, flatText, to)];
  if (begin?.isThere && end?.isThere && begin.at < end.at) return rangeOn(flatText, begin.at, end.at);
  const { quote, blockId } = anchor;
  const quoted = { quote, blockId, before: from?.context ?? '', after: to?.context ?? '' };
  const found = findQuote({ text: flatText.text, blockAt: (at) => blockAt(flatText, at) }, quoted);
  if (found !== null) return rangeOn(flatText, found, found + anchor.quote.length);
  if (begin && end) {
    // A deleted end still gives its former position. Text that was inserted since, such as text that was
    // deleted and undone, is not part of the anchor.
    const left = findRest(
      flatText.text.slice(begin.at, Math.min(end.at, begin.at + longestSearch)),
      anchor.quote
    );
    return left && rangeOn(flatText, begin.at + left.from, begin.at + left.to);
  }
  // Of a selection across blocks one end may have been deleted: the rest of the other block's text remains,
  // without text that was added behind it.
  if (begin?.isThere)
    return rangeOn(
      flatText,
      begin.at,
      begin.at + alike(flatText.text.slice(begin.at, endOfRun(begin.run)), anchor.quote)
    );
  if (end?.isThere)
    return rangeOn(
      flatText,
      end.at - alike(reversed(flatText.text.slice(end.run.start, end.at)), reversed(anchor.quote)),
      end.at
    );
  return null;
}

const longestSearch = 2_000;

const endOfRun = (run: Run): number => run.start + run.content.length;

function rangeOn(flatText: FlatText, from: number, to: number): AnchorRange | null {
  const text = flatText.text.slice(from, to);
  if (text.trim() === '') return null;
  return { from, to, text, blockId: blockAt(flatText, from) };
}

const blockAt = ({ runs }: FlatText, at: number): string | null =>
  runs.find((run) => at < endOfRun(run))?.blockId ?? null;

/** `isThere` is true if the character itself still exists, and not only the position where it was. */
function pointIn(
  doc: Y.Doc,
  flatText: FlatText,
  { id, isEnd }: AnchorEnd
): { readonly run: Run; readonly at: number; readonly isThere: boolean } | null {
  // Does not follow undone deletions: restored text consists of other characters to every client but the one
  // that undid it, and all clients must find the same.
  const position = new Y.RelativePosition(null, null, id, isEnd ? -1 : 0);
  const point = Y.createAbsolutePositionFromRelativePosition(position, doc, false);
  const run = point && flatText.runs.find((one) => one.text === point.type);
  if (!run) return null;
  return { run, at: run.start + point.index, isThere: !Y.getItem(doc.store, id).deleted };
}
