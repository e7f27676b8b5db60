/** Finds the blocks that a selection touches, and those that belong to them as deeper items of a list. */
import type { Node, ResolvedPos } from '@tiptap/pm/model';
import { NodeSelection, type EditorState, type Selection } from '@tiptap/pm/state';
import type { BlockAttributes } from '#document/sequence/shapes.ts';

/** Names a block by its place among the blocks of a passage or cell. */
export interface ChosenBlock {
  readonly node: Node;
  readonly position: number;
  /** The passage or cell that holds the block. */
  readonly holder: Node;
  readonly index: number;
}

export const isText = ({ type }: Node): boolean => type.name === 'block';

/** Returns the attributes of a block of text, or those of an atom, which is no item. */
export const placeOf = (node: Node): BlockAttributes => node.attrs as BlockAttributes;

const holds = (node: Node): boolean => node.type.name === 'doc' || node.type.name === 'table_cell';

/** Null outside of any block. */
export function blockAround($at: ResolvedPos): ChosenBlock | null {
  for (let depth = $at.depth; depth > 0; depth--) {
    const holder = $at.node(depth - 1);
    if (holds(holder))
      return { node: $at.node(depth), position: $at.before(depth), holder, index: $at.index(depth - 1) };
  }
  return null;
}

/** Lists the blocks of text that the selection touches, in cells as well. */
export function blocksIn({ doc, selection }: Pick<EditorState, 'doc' | 'selection'>): ChosenBlock[] {
  const blocks: ChosenBlock[] = [];
  for (const { $from, $to } of selection.ranges)
    doc.nodesBetween($from.pos, $to.pos, (node, position, parent, index) => {
      if (isText(node) && parent && holds(parent)) blocks.push({ node, position, holder: parent, index });
      return !node.isTextblock;
    });
  return blocks;
}

/** Returns the index behind a block and its deeper items and continuations. */
export function groupEnd(holder: Node, index: number): number {
  const { list, indent } = placeOf(holder.child(index));
  let end = index + 1;
  if (!list) return end;
  while (end < holder.childCount) {
    const next = placeOf(holder.child(end));
    const belongs = next.list ? next.indent > indent : next.indent >= Math.max(1, indent);
    if (!belongs) break;
    end++;
  }
  return end;
}

/** Returns the position of a block of the same passage or cell; of the number of blocks, that of the end. */
export function positionAt({ holder, position, index }: ChosenBlock, wanted: number): number {
  let at = position;
  for (let i = index; i < wanted; i++) at += holder.child(i).nodeSize;
  for (let i = index - 1; i >= wanted; i--) at -= holder.child(i).nodeSize;
  return at;
}

/** Adds to these blocks what belongs to them; each block is listed once. */
export function withGroups(blocks: readonly ChosenBlock[]): ChosenBlock[] {
  const found = new Map<number, ChosenBlock>();
  for (const block of blocks) {
    const end = groupEnd(block.holder, block.index);
    for (let index = block.index; index < end; index++) {
      const node = block.holder.child(index);
      const position = positionAt(block, index);
      found.set(position, { node, position, holder: block.holder, index });
    }
  }
  return [...found.values()];
}

/** Null in a caption or elsewhere. */
export function caretBlock({ $from, empty }: Selection): ChosenBlock | null {
  return empty && isText($from.parent) ? blockAround($from) : null;
}

/** Returns the block that is selected as a whole, or the one around the start of the selection. */
export function chosenBlock({ selection }: Pick<EditorState, 'selection'>): ChosenBlock | null {
  const { $from } = selection;
  if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return blockAround($from);
  return { node: selection.node, position: selection.from, holder: $from.parent, index: $from.index() };
}
