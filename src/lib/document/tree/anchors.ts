/**
 * Locates a comment in a passage of the tree model, for moving it to the present one. An anchor consists of two Yjs positions, each bound to a character
 * permanently, and the text between them. Text that was moved (a block that moved, the second half of a block
 * that was split) consists of other characters to Yjs: it is found again by the block, the quote and the text
 * around it, or it counts as deleted.
 */
import * as Y from 'yjs';
import { allowedId } from '../allowed.ts';
import { isBlockType } from '../richtext.ts';
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
const contextLength = 16;

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

/** Returns where the anchor's text is now, or null where it was deleted. */
export function findAnchorRange(doc: Y.Doc, flatText: FlatText, anchor: Anchor): AnchorRange | null {
  const [from, to] = [endOf(anchor.from), endOf(anchor.to)];
  const [begin, end] = [from && pointIn(doc, flatText, from), to && pointIn(doc, flatText, to)];
  if (begin?.isThere && end?.isThere && begin.at < end.at) return rangeOn(flatText, begin.at, end.at);
  const found = foundAgain(flatText, anchor, from?.context ?? '', to?.context ?? '');
  if (found !== null) return rangeOn(flatText, found, found + anchor.quote.length);
  if (begin && end) {
    // A deleted end still gives its former position. Text that was inserted since, such as text that was
    // deleted and undone, is not part of the anchor.
    const left = leftOf(
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

/**
 * Returns the part of a text that holds the rest of the quote in its order, or null where too little is left
 * to rule out chance.
 */
function leftOf(text: string, quote: string): { readonly from: number; readonly to: number } | null {
  // Longest common subsequence, of which only the first and the last character and the length matter.
  const width = quote.length + 1;
  const lengths = new Uint16Array((text.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = text.length - 1; i >= 0; i--) {
    for (let j = quote.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        text[i] === quote[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common = at(0, 0);
  let [from, to] = [-1, -1];
  for (let i = 0, j = 0; i < text.length && j < quote.length;) {
    if (text[i] === quote[j]) {
      if (from < 0) from = i;
      to = i + 1;
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  if (from < 0) return null;
  const isRest = common === text.length;
  return isRest || (common >= 2 && common * 10 >= (to - from) * 6) ? { from, to } : null;
}

const endOfRun = (run: Run): number => run.start + run.content.length;

function rangeOn(flatText: FlatText, from: number, to: number): AnchorRange | null {
  const text = flatText.text.slice(from, to);
  if (text.trim() === '') return null;
  return { from, to, text, blockId: flatText.runs.find((run) => from < endOfRun(run))?.blockId ?? null };
}

interface End {
  readonly position: Y.RelativePosition;
  readonly context: string;
}

/**
 * Parses what a browser sent: accepts only a position on a character, and nothing else that Yjs would accept.
 */
function endOf(json: string): End | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { item, assoc, before, after } = value as Record<string, unknown>;
  if (typeof item !== 'object' || item === null) return null;
  const { client, clock } = item as Record<string, unknown>;
  if (!isCount(client) || !isCount(clock)) return null;
  const context = before ?? after ?? '';
  return {
    position: new Y.RelativePosition(null, null, Y.createID(client, clock), assoc === -1 ? -1 : 0),
    context: typeof context === 'string' ? context.slice(0, contextLength) : ''
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** `isThere` is true if the character itself still exists, and not only the position where it was. */
function pointIn(
  doc: Y.Doc,
  flatText: FlatText,
  { position }: End
): { readonly run: Run; readonly at: number; readonly isThere: boolean } | null {
  // Does not follow undone deletions: restored text consists of other characters to every client but the one
  // that undid it, and all clients must find the same.
  const point = Y.createAbsolutePositionFromRelativePosition(position, doc, false);
  const run = point && flatText.runs.find((one) => one.text === point.type);
  if (!run || !position.item) return null;
  return { run, at: run.start + point.index, isThere: !Y.getItem(doc.store, position.item).deleted };
}

/** Checks whether a text is long enough that an equal one is no coincidence. */
const isDistinctive = (text: string): boolean =>
  (text.match(/\p{Script=Han}/gu)?.length ?? 0) * 2 + text.length >= 18;

function foundAgain(
  flatText: FlatText,
  { quote, blockId }: Anchor,
  before: string,
  after: string
): number | null {
  if (quote.trim() === '') return null;
  const candidates: { readonly at: number; readonly contextScore: number; readonly isSameBlock: boolean }[] =
    [];
  for (let at = flatText.text.indexOf(quote); at !== -1; at = flatText.text.indexOf(quote, at + 1)) {
    const run = flatText.runs.find((one) => at < endOfRun(one));
    const contextScore =
      alike(reversed(flatText.text.slice(Math.max(0, at - contextLength), at)), reversed(before)) +
      alike(flatText.text.slice(at + quote.length), after);
    candidates.push({ at, contextScore, isSameBlock: blockId !== null && run?.blockId === blockId });
  }
  const own = candidates.filter(({ isSameBlock }) => isSameBlock);
  const [best, second] = (own.length > 0 ? own : candidates).sort((a, b) => b.contextScore - a.contextScore);
  if (!best || (second && second.contextScore === best.contextScore)) return null;
  const isSure = best.isSameBlock || best.contextScore >= 4 || isDistinctive(quote);
  return isSure ? best.at : null;
}

const reversed = (text: string): string => Array.from(text).reverse().join('');
function alike(a: string, b: string): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
}
