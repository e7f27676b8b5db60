/**
 * Commands on blocks of the flat schema. Each writes no more than the act means: Enter inserts a marker, joining
 * deletes one, a change of kind sets a value. Letters are never deleted to be written again.
 */
import { Slice, type Node } from '@tiptap/pm/model';
import {
  NodeSelection,
  Selection,
  TextSelection,
  type EditorState,
  type Transaction
} from '@tiptap/pm/state';
import type { BlockKind } from '#base/blocks/text-kinds.ts';
import { ReplaceStep } from '@tiptap/pm/transform';
import {
  deepestIndent,
  deepestQuote,
  type BlockAttributes,
  type ListKind
} from '#document/sequence/shapes.ts';
import { newId } from './ids.ts';

export type Command = (state: EditorState, dispatch?: (transaction: Transaction) => void) => boolean;

interface FoundBlock {
  readonly node: Node;
  readonly position: number;
}

/** Finds the block of text in which the selection begins; null in a caption or note. */
function blockAt({ selection: { $from } }: EditorState): FoundBlock | null {
  const { parent, depth } = $from;
  return parent.type.name === 'block' ? { node: parent, position: $from.before(depth) } : null;
}

function blocksIn({ doc, selection: { from, to } }: EditorState): FoundBlock[] {
  const blocks: FoundBlock[] = [];
  doc.nodesBetween(from, to, (node, position) => {
    if (node.type.name === 'block') blocks.push({ node, position });
    return node.type.name !== 'block';
  });
  return blocks;
}

const attributesOf = (node: Node): BlockAttributes => node.attrs as BlockAttributes;
const isHeading = (node: Node): boolean => attributesOf(node).kind !== 'paragraph';
const own = { counterpart: null, apart: false, start: 1 } as const;

/** What follows a heading is a paragraph. */
const keptAttributesOf = (node: Node, isEmpty: boolean): Record<string, unknown> => ({
  ...node.attrs,
  ...own,
  ...(isEmpty && isHeading(node) ? { kind: 'paragraph' } : {}),
  id: newId()
});

/**
 * At the start of a block that holds something, the new block stands before it, so that the words keep their
 * id, their kind and what is attached to them.
 */
export const splitBlock: Command = (state, dispatch) => {
  if (!blockAt(state)) return false;
  const transaction = state.tr;
  if (!state.selection.empty) transaction.deleteSelection();
  const { $from } = transaction.selection;
  const { parent: node } = $from;
  if (node.type.name !== 'block') return false;
  const position = $from.before();
  if ($from.parentOffset === 0 && node.content.size > 0) {
    const { apart, start } = attributesOf(node);
    transaction.insert(position, node.type.create({ ...keptAttributesOf(node, true), apart, start }));
    const after = transaction.mapping.map(position);
    if (apart) transaction.setNodeAttribute(after, 'apart', false);
    if (start !== 1) transaction.setNodeAttribute(after, 'start', 1);
  } else {
    const isAtEnd = $from.parentOffset === node.content.size;
    transaction.split($from.pos, 1, [{ type: node.type, attrs: keptAttributesOf(node, isAtEnd) }]);
  }
  dispatch?.(transaction.scrollIntoView());
  return true;
};

/** Leaves the list or quote at the start of a block, else joins the block with the one before. */
export const joinBackward: Command = (state, dispatch) => {
  const found = blockAt(state);
  const { $from, empty } = state.selection;
  if (!found || !empty || $from.parentOffset > 0) return false;
  const { list, indent, quote } = attributesOf(found.node);
  if (list !== null || indent > 0) return set(state, [found], () => ({ list: null, indent: 0 }), dispatch);
  if (quote > 0) return set(state, [found], () => ({ quote: quote - 1 }), dispatch);
  const before = state.doc.resolve(found.position).nodeBefore;
  if (!before) return false;
  const transaction = state.tr;
  const start = found.position - before.nodeSize;
  if (before.type.name !== 'block') transaction.setSelection(NodeSelection.create(state.doc, start));
  else if (before.content.size === 0) transaction.delete(start, found.position);
  else join(transaction, found.position);
  dispatch?.(transaction.scrollIntoView());
  return true;
};

export const joinForward: Command = (state, dispatch) => {
  const found = blockAt(state);
  const { $from, empty } = state.selection;
  if (!found || !empty || $from.parentOffset < found.node.content.size) return false;
  const end = found.position + found.node.nodeSize;
  const after = state.doc.resolve(end).nodeAfter;
  if (!after) return false;
  const transaction = state.tr;
  if (after.type.name !== 'block') transaction.setSelection(NodeSelection.create(state.doc, end));
  else if (found.node.content.size === 0) transaction.delete(found.position, end);
  else join(transaction, end);
  dispatch?.(transaction.scrollIntoView());
  return true;
};

const join = (transaction: Transaction, border: number): Transaction =>
  transaction.step(new ReplaceStep(border - 1, border + 1, Slice.empty, true));

function set(
  state: EditorState,
  blocks: readonly FoundBlock[],
  valuesOf: (attributes: BlockAttributes) => Partial<BlockAttributes>,
  dispatch?: (transaction: Transaction) => void
): boolean {
  const transaction = state.tr;
  for (const { node, position } of blocks)
    for (const [name, value] of Object.entries(valuesOf(attributesOf(node))))
      if (node.attrs[name] !== value) transaction.setNodeAttribute(position, name, value);
  if (!transaction.docChanged) return false;
  dispatch?.(transaction);
  return true;
}

export const setKind =
  (kind: BlockKind): Command =>
  (state, dispatch) =>
    set(state, blocksIn(state), () => ({ kind }), dispatch);

/** Null makes them blocks outside lists. */
export const setList =
  (list: ListKind | null): Command =>
  (state, dispatch) =>
    set(
      state,
      blocksIn(state),
      ({ indent }) => ({ list, indent: list === null ? 0 : Math.max(1, indent) }),
      dispatch
    );

/** Moves items one level deeper. */
export const sink: Command = (state, dispatch) =>
  set(
    state,
    blocksIn(state),
    ({ indent }) => (indent > 0 ? { indent: Math.min(deepestIndent, indent + 1) } : {}),
    dispatch
  );

/** Moves items one level up; from the first level they leave the list. */
export const lift: Command = (state, dispatch) =>
  set(
    state,
    blocksIn(state),
    ({ indent, list }) => (indent > 1 ? { indent: indent - 1, list } : { indent: 0, list: null }),
    dispatch
  );

/** Puts the blocks into one more quote, or takes them out of one. */
export const quote =
  (by: 1 | -1): Command =>
  (state, dispatch) =>
    set(
      state,
      blocksIn(state),
      (attributes) => ({ quote: Math.min(deepestQuote, Math.max(0, attributes.quote + by)) }),
      dispatch
    );

export const selectAll: Command = (state, dispatch) => {
  const [$from, $to] = [Selection.atStart(state.doc).$from, Selection.atEnd(state.doc).$to];
  dispatch?.(state.tr.setSelection(TextSelection.between($from, $to)));
  return true;
};

export const deleteSelection: Command = (state, dispatch) => {
  if (state.selection.empty) return false;
  dispatch?.(state.tr.deleteSelection().scrollIntoView());
  return true;
};

/** Moves a block of the passage before another; `to` may be the number of blocks. */
export const moveBlock =
  (from: number, to: number): Command =>
  ({ doc, tr }, dispatch) => {
    const node = doc.maybeChild(from);
    if (!node || to < 0 || to > doc.childCount || to === from || to === from + 1) return false;
    const position = positionOf(doc, from);
    tr.delete(position, position + node.nodeSize);
    tr.insert(tr.mapping.map(positionOf(doc, to)), node);
    dispatch?.(tr);
    return true;
  };

function positionOf(doc: Node, number: number): number {
  let position = 0;
  for (let index = 0; index < number; index++) position += doc.child(index).nodeSize;
  return position;
}

/** Replaces the selection by pasted content; the binding gives new ids where one is taken. */
export const paste =
  (slice: Slice): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.replaceSelection(slice).scrollIntoView());
    return true;
  };
