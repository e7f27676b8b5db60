/** Marks the parts of a passage that are commented on, for rendering only: a text itself holds no comments. */
import type { ContentMark, ContentNode } from '#domain/version.ts';
import { isBlockType } from './richtext.ts';

/**
 * Names the mark that text with comments is rendered with. `threads` holds the ids of its threads, separated by
 * blanks; `isActive` says that one of them is open.
 */
export const commentMark = 'comment';

/** Describes commented text, as offsets in the flat text of its passage. */
export interface CommentedRange {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly isActive: boolean;
}

/** Returns the nodes with a mark on all text within these ranges. Counts as `flatTextOf` does. */
export function withComments(
  nodes: readonly ContentNode[],
  ranges: readonly CommentedRange[]
): readonly ContentNode[] {
  if (ranges.length === 0) return nodes;
  let at = 0;
  let isApart = false;
  const mark = (node: ContentNode): ContentNode[] => {
    if (node.type === 'footnote') return [node];
    if (node.type === 'hardBreak') at += 1;
    if (node.text !== undefined) {
      if (node.text === '') return [node];
      if (isApart && at > 0) at += 1;
      isApart = false;
      const from = at;
      at += node.text.length;
      return cut(node, from, ranges);
    }
    const isBlock = isBlockType(node.type);
    if (isBlock) isApart = true;
    const marked = node.content ? { ...node, content: node.content.flatMap(mark) } : node;
    if (isBlock) isApart = true;
    return [marked];
  };
  return nodes.flatMap(mark);
}

/** Cuts a piece of text that begins at this offset where comments begin and end. */
function cut(node: ContentNode, start: number, ranges: readonly CommentedRange[]): ContentNode[] {
  const text = node.text ?? '';
  const end = start + text.length;
  const inside = ranges.filter(({ from, to }) => from < end && to > start);
  if (inside.length === 0) return [node];
  const edges = new Set([start, end]);
  for (const { from, to } of inside) edges.add(Math.max(start, from)).add(Math.min(end, to));
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const over = inside.filter((range) => range.from <= from && range.to > from);
    const piece = { ...node, text: text.slice(from - start, (cuts[index + 1] ?? end) - start) };
    if (over.length === 0) return piece;
    const mark: ContentMark = {
      type: commentMark,
      attrs: { threads: over.map(({ id }) => id).join(' '), isActive: over.some((one) => one.isActive) }
    };
    return { ...piece, marks: [...(node.marks ?? []), mark] };
  });
}
