/** Inserts pasted blocks where the caret stands, so that each keeps its kind and its place in a list. */
import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { blockAround, isText, placeOf } from '../commands/chosen-blocks.ts';

/** Checks whether a block is a paragraph outside of lists and quotes, whose words can join any other block. */
export const isPlain = (node: Node): boolean => {
  if (!isText(node)) return false;
  const { kind, list, indent, quote } = placeOf(node);
  return kind === 'paragraph' && list === null && indent === 0 && quote === 0;
};

/** What was copied within one cell are the blocks of that cell. */
export function blocksOf({ content, openStart, openEnd }: Slice): Node[] {
  let [inner, start, end] = [content, openStart, openEnd];
  while (inner.childCount === 1 && start > 1 && end > 1 && !inner.firstChild?.isTextblock) {
    inner = inner.firstChild?.content ?? Fragment.empty;
    [start, end] = [start - 1, end - 1];
  }
  const { firstChild } = inner;
  if (!firstChild?.isInline) return [...inner.content];
  const block = firstChild.type.schema.nodes['block'];
  return block ? [block.create(null, inner)] : [];
}

/** Returns the position behind what was inserted. */
export function insertBlocks(tr: Transaction, pasted: readonly Node[]): number {
  if (!tr.selection.empty) tr.deleteSelection();
  // A cell holds no table: it takes the blocks of its cells.
  const isInCell = blockAround(tr.selection.$from)?.holder.type.name === 'table_cell';
  const blocks = isInCell ? pasted.flatMap(withoutTable) : pasted;
  const [first] = blocks;
  const last = blocks.at(-1);
  const { $from } = tr.selection;
  const around = blockAround($from);
  if (!first || !last || !around) return $from.pos;
  if (!isText($from.parent)) return insertInline(tr, blocks);
  const { node, position } = around;
  const [start, end, caret] = [position, position + node.nodeSize, $from.pos];
  const put = (from: number, to: number, nodes: readonly Node[]): number => {
    tr.replaceWith(from, to, Fragment.fromArray([...nodes]));
    return settle(tr, from + sizeOf(nodes));
  };
  if (node.content.size === 0) return put(start, end, inPlaceOf(node, blocks));
  const [hasHead, hasTail] = [$from.parentOffset > 0, $from.parentOffset < node.content.size];
  if (!isPlain(first)) {
    if (!hasHead) return put(start, start, blocks);
    if (!hasTail) return put(end, end, blocks);
    return replaceAt(tr, caret, [node.copy(), ...blocks, tailOf(node)], true);
  }
  if (blocks.length === 1) {
    tr.replaceWith(caret, caret, first.content);
    return settle(tr, caret + first.content.size);
  }
  const joined = node.copy(first.content);
  const needsTail = !isText(last) || (hasTail && !isPlain(last));
  return replaceAt(tr, caret, [joined, ...blocks.slice(1), ...(needsTail ? [tailOf(node)] : [])], needsTail);
}

const withoutTable = (node: Node): readonly Node[] =>
  node.type.name === 'table'
    ? node.children.flatMap((row) => row.children.flatMap((cell) => [...cell.children]))
    : [node];

const sizeOf = (nodes: readonly Node[]): number => nodes.reduce((sum, { nodeSize }) => sum + nodeSize, 0);

/** Plain paragraphs become what the empty block is into which they are pasted; the first one is that block. */
function inPlaceOf(node: Node, blocks: readonly Node[]): Node[] {
  const { list, indent, quote, kind } = placeOf(node);
  return blocks.map((block, index) => {
    if (!isPlain(block)) return block;
    return index === 0
      ? node.type.create(identityOf(node, block), block.content)
      : block.type.create(
          { ...block.attrs, list, indent, quote, kind: list ? kind : 'paragraph' },
          block.content
        );
  });
}

/** A block without an id becomes the pasted one; one that has an id keeps it, and its partner. */
const identityOf = ({ attrs }: Node, pasted: Node): Record<string, unknown> => ({
  ...attrs,
  id: (attrs['id'] ?? pasted.attrs['id']) as unknown,
  counterpart: (attrs['counterpart'] ?? pasted.attrs['counterpart']) as unknown
});

const tailOf = (node: Node): Node =>
  node.type.create({ ...node.attrs, id: null, counterpart: null, apart: false, start: 1 });

/** Inserts nodes of which the first and the last join the two halves of the block around the caret. */
function replaceAt(tr: Transaction, caret: number, nodes: readonly Node[], endsWithTail: boolean): number {
  const slice = new Slice(Fragment.fromArray([...nodes]), 1, 1);
  tr.step(new ReplaceStep(caret, caret, slice));
  return settle(tr, caret + slice.size - (endsWithTail ? 1 : 0));
}

/** Sets the caret before this position. */
function settle(tr: Transaction, position: number): number {
  tr.setSelection(Selection.near(tr.doc.resolve(position), -1));
  return position;
}

/** A caption takes the words of the blocks, with line breaks between them. */
function insertInline(tr: Transaction, blocks: readonly Node[]): number {
  const { pos } = tr.selection.$from;
  const { schema } = tr.doc.type;
  const lines = blocks.filter((block) => block.isTextblock).map((block) => [...block.content.content]);
  const content = lines.flatMap((line, index) => [...(index > 0 ? [schema.node('hardBreak')] : []), ...line]);
  tr.replaceWith(pos, pos, Fragment.fromArray(content));
  const end = pos + sizeOf(content);
  tr.setSelection(TextSelection.create(tr.doc, end));
  return end;
}
