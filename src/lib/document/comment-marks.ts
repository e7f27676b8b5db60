/** Marks the parts of a passage that are commented on, for rendering only: a text itself holds no comments. */
import type { ContentMark, ContentNode } from '#base/content.ts';
import { isBlockType } from '#base/blocks/blocks.ts';
import { standsAlone } from './lone-chips.ts';
import { isChipType } from '#base/chips/chips.ts';

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

/** Counts as `flatTextOf` does. */
export function withComments(
  nodes: readonly ContentNode[],
  ranges: readonly CommentedRange[]
): readonly ContentNode[] {
  if (ranges.length === 0) return nodes;
  let at = 0;
  let isApart = false;
  const advance = (length: number): number => {
    if (isApart && at > 0) at += 1;
    isApart = false;
    at += length;
    return at - length;
  };
  /** Marks a chip that stands alone in its block; another one counts nothing. */
  const markChip = (chip: ContentNode): ContentNode => {
    const from = advance(1);
    return { ...chip, marks: [...(chip.marks ?? []), ...marksOver(from, from + 1, ranges)] };
  };
  const mark = (node: ContentNode): ContentNode[] => {
    if (node.type === 'footnote') return [node];
    if (node.type === 'hardBreak') at += 1;
    if (node.text !== undefined) {
      if (node.text === '') return [node];
      const from = advance(node.text.length);
      return cut(node, from, ranges);
    }
    const isBlock = isBlockType(node.type);
    if (isBlock) isApart = true;
    const content = node.content ?? [];
    const areAlone = standsAlone(content);
    const within = (child: ContentNode): ContentNode[] =>
      areAlone && isChipType(child.type) ? [markChip(child)] : mark(child);
    const marked = node.content ? { ...node, content: content.flatMap(within) } : node;
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
    const to = cuts[index + 1] ?? end;
    const piece = { ...node, text: text.slice(from - start, to - start) };
    const over = marksOver(from, to, inside);
    return over.length === 0 ? piece : { ...piece, marks: [...(node.marks ?? []), ...over] };
  });
}

/** Empty without such comments. */
function marksOver(from: number, to: number, ranges: readonly CommentedRange[]): ContentMark[] {
  const over = ranges.filter((range) => range.from <= from && range.to >= to);
  if (over.length === 0) return [];
  const attrs = { threads: over.map(({ id }) => id).join(' '), isActive: over.some((one) => one.isActive) };
  return [{ type: commentMark, attrs }];
}
