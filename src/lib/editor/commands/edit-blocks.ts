/** Defines the commands of the keys at the borders of blocks, and those that insert and move blocks. */
import { Fragment, type Node } from '@tiptap/pm/model';
import { NodeSelection, Selection, TextSelection } from '@tiptap/pm/state';
import { defaultAttributes } from '#document/sequence/shapes.ts';
import {
  joinBackward as joinBlocksBackward,
  joinForward as joinBlocksForward,
  splitBlock,
  type Command
} from '../binding/block-commands.ts';
import {
  blockAround,
  caretBlock,
  chosenBlock,
  groupEnd,
  isText,
  placeOf,
  positionAt
} from './chosen-blocks.ts';
import { leave, setAttributes } from './set-blocks.ts';

/**
 * Handles Enter: leaves a list or quote from an empty block, a picture from its caption; otherwise splits the
 * block.
 */
export const enter: Command = (state, dispatch) => {
  const { selection } = state;
  const caret = caretBlock(selection);
  if (caret?.node.content.size === 0 && leave(caret)(state, dispatch)) return true;
  if (splitBlock(state, dispatch)) return true;
  const around = chosenBlock(state);
  const isWhole = selection instanceof NodeSelection;
  if (!around || (!isWhole && (isText(around.node) || around.node.type.name === 'table'))) return false;
  const end = around.position + around.node.nodeSize;
  const { indent, quote } = placeOf(around.node);
  const block = state.schema.nodes['block']?.create({ indent, quote });
  if (!block) return false;
  if (dispatch) {
    const { tr } = state;
    tr.insert(end, block).setSelection(TextSelection.create(tr.doc, end + 1));
    dispatch(tr.scrollIntoView());
  }
  return true;
};

/** What is left is a plain paragraph. */
export const deleteAll: Command = (state, dispatch) => {
  const { selection, doc, tr } = state;
  const [start, end] = [Selection.atStart(doc).from, Selection.atEnd(doc).to];
  if (selection.empty || selection.from > start || selection.to < end) return false;
  const isTextFirst = doc.firstChild !== null && isText(doc.firstChild);
  const plain = state.schema.nodes['block']?.create();
  if (isTextFirst) tr.deleteSelection();
  else if (plain) tr.replaceWith(0, doc.content.size, plain).setSelection(TextSelection.create(tr.doc, 1));
  const { firstChild, childCount } = tr.doc;
  if (childCount === 1 && firstChild && isText(firstChild) && firstChild.content.size === 0)
    for (const name of ['kind', 'list', 'indent', 'quote', 'start'] as const)
      if (firstChild.attrs[name] !== defaultAttributes[name])
        tr.setNodeAttribute(0, name, defaultAttributes[name]);
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Handles Backspace with a caret at the start of a block. */
export const backspace: Command = (state, dispatch) => {
  const { selection } = state;
  const caret = caretBlock(selection);
  if (selection.$from.parentOffset > 0 || !selection.empty) return false;
  if (!caret) {
    const figure = selection.$from.parent.type.name === 'figure' ? blockAround(selection.$from) : null;
    if (figure) dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, figure.position)));
    return figure !== null;
  }
  if (caret.index === 0) {
    const { list, indent, quote, kind } = placeOf(caret.node);
    // Nothing stands before the block with which it could be joined.
    if (list === null && indent === 0 && quote === 0)
      return kind === 'paragraph' || setAttributes(state, dispatch, [caret], () => ({ kind: 'paragraph' }));
  }
  return joinBlocksBackward(state, dispatch);
};

/** Handles Delete with a caret at the end of a block. */
export const deleteForward: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parentOffset < $from.parent.content.size) return false;
  const caret = caretBlock(state.selection);
  // Behind the last block, and behind a caption, nothing can be joined.
  if (!caret || caret.index === caret.holder.childCount - 1) return true;
  return joinBlocksForward(state, dispatch);
};

/** Inserts a line break with the marks of the text around it. */
export const insertBreak: Command = (state, dispatch) => {
  const { selection, schema } = state;
  const type = schema.nodes['hardBreak'];
  if (!type || !selection.$from.parent.type.validContent(Fragment.from(type.create()))) return false;
  const marks = state.storedMarks ?? selection.$from.marks();
  dispatch?.(
    state.tr
      .replaceSelectionWith(type.create(null, null, marks), false)
      .ensureMarks(marks)
      .scrollIntoView()
  );
  return true;
};

/**
 * Inserts a block atom where the caret stands: before an empty block, which the writer can go on with, between
 * the two halves of one, or behind it. A table stands in no cell: it is inserted behind the table around it.
 */
export const insertAtom =
  (make: (place: Record<string, unknown>) => Node): Command =>
  (state, dispatch) => {
    const { tr, selection, schema, doc } = state;
    let around = chosenBlock(state);
    const isTable = make({}).type.name === 'table';
    if (around && isTable && around.holder !== doc)
      around = blockAround(doc.resolve(selection.$from.before(1) + 1));
    if (!around) return false;
    if (!dispatch) return true;
    const { node, position } = around;
    const { indent, quote } = placeOf(node);
    const end = position + node.nodeSize;
    const caret = selection.$from.pos;
    let at = end;
    if (isText(node) && (node.content.size === 0 || caret === position + 1)) at = position;
    else if (isText(node) && caret < end - 1) {
      tr.split(caret, 1, [{ type: node.type, attrs: { ...node.attrs, ...ofAnother } }]);
      at = caret + 1;
    }
    const atom = make({ indent, quote });
    tr.insert(at, atom);
    const behind = at + atom.nodeSize;
    const last = tr.doc.resolve(behind).nodeAfter ? null : schema.nodes['block']?.create();
    if (last) tr.insert(behind, last);
    tr.setSelection(Selection.near(tr.doc.resolve(isTable ? at : behind), 1));
    dispatch(tr.scrollIntoView());
    return true;
  };

/** The attributes that a block made of another's half does not take over; the binding gives it an id. */
const ofAnother = { id: null, counterpart: null, apart: false, start: 1 };

/** Moves the block of the caret, with its deeper items, over the one before or behind it. */
export const moveBlock =
  (direction: -1 | 1): Command =>
  (state, dispatch) => {
    const block = chosenBlock(state);
    if (!block) return false;
    const { holder, index, node } = block;
    const end = groupEnd(holder, index);
    let target = direction === 1 ? end : index - 1;
    if (target < 0 || target > holder.childCount || (direction === 1 && end >= holder.childCount))
      return false;
    if (direction === 1) target = groupEnd(holder, end);
    else if (isText(node) && placeOf(node).list !== null)
      while (target > 0 && placeOf(holder.child(target)).indent > placeOf(node).indent) target--;
    return moveBlocks(state, dispatch, block, end, target);
  };

/** Moves a block and those behind it, up to `end`, before the block `target` of the same passage or cell. */
export function moveBlocks(
  state: Parameters<Command>[0],
  dispatch: Parameters<Command>[1],
  block: NonNullable<ReturnType<typeof blockAround>>,
  end: number,
  target: number
): boolean {
  const { holder, index, position } = block;
  if (target >= index && target <= end) return false;
  if (!dispatch) return true;
  const { tr, selection } = state;
  const nodes = Array.from({ length: end - index }, (_, n) => holder.child(index + n));
  tr.delete(position, positionAt(block, end));
  const at = tr.mapping.map(positionAt(block, target));
  tr.insert(at, nodes);
  const offset = selection.$from.pos - position;
  const resolved = tr.doc.resolve(Math.min(tr.doc.content.size, at + Math.max(0, offset)));
  tr.setSelection(
    selection instanceof NodeSelection ? NodeSelection.create(tr.doc, at) : TextSelection.near(resolved)
  );
  dispatch(tr.scrollIntoView());
  return true;
}
