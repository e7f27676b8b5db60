/** Commands that set attributes of blocks: kind, list, depth, quote. Each writes only the values that differ. */
import type { BlockKind } from '#base/blocks/text-kinds.ts';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import {
  deepestIndent,
  deepestQuote,
  type BlockAttributes,
  type ListKind
} from '#document/sequence/shapes.ts';
import type { Command } from '../binding/block-commands.ts';
import { blocksIn, isText, placeOf, withGroups, type ChosenBlock } from './chosen-blocks.ts';

type Values = Partial<BlockAttributes>;

/** False where nothing differs. */
export function setAttributes(
  { tr }: EditorState,
  dispatch: ((transaction: Transaction) => void) | undefined,
  blocks: readonly ChosenBlock[],
  valuesOf: (attributes: BlockAttributes, block: ChosenBlock) => Values
): boolean {
  let changes = false;
  for (const block of blocks)
    for (const [name, value] of Object.entries(valuesOf(placeOf(block.node), block))) {
      if (!(name in block.node.attrs) || block.node.attrs[name] === value) continue;
      changes = true;
      if (dispatch) tr.setNodeAttribute(block.position, name, value);
    }
  if (changes) dispatch?.(tr);
  return changes;
}

/** No item of a list is a heading: a heading leaves its list. */
export const setKind =
  (kind: BlockKind): Command =>
  (state, dispatch) =>
    setAttributes(state, dispatch, blocksIn(state), ({ list }) =>
      kind === 'paragraph' || list === null ? { kind } : { kind, list: null, indent: 0 }
    );

/** Makes plain paragraphs, outside of lists and quotes. */
export const setPlain: Command = (state, dispatch) =>
  setAttributes(state, dispatch, blocksIn(state), () => ({
    kind: 'paragraph',
    list: null,
    indent: 0,
    quote: 0
  }));

export const isInList = (state: EditorState, list: ListKind): boolean => {
  const blocks = blocksIn(state);
  return blocks.length > 0 && blocks.every(({ node }) => placeOf(node).list === list);
};

/** Makes items of the blocks, or, if all are items of such a list, takes them out of it. */
export const toggleList =
  (list: ListKind): Command =>
  (state, dispatch) => {
    const isOn = isInList(state, list);
    return setAttributes(state, dispatch, blocksIn(state), ({ indent }) =>
      isOn ? { list: null, indent: 0 } : { list, indent: Math.max(1, indent), kind: 'paragraph' }
    );
  };

export const isQuoted = (state: EditorState): boolean => {
  const blocks = blocksIn(state);
  return blocks.length > 0 && blocks.every(({ node }) => placeOf(node).quote > 0);
};

/** Puts the blocks into one more quote, or, if all are quoted, takes them out of one. */
export const toggleQuote: Command = (state, dispatch) => {
  const by = isQuoted(state) ? -1 : 1;
  return setAttributes(state, dispatch, withGroups(blocksIn(state)), ({ quote }) => ({
    quote: Math.min(deepestQuote, Math.max(0, quote + by))
  }));
};

/**
 * Moves the chosen items one level deeper, with all that belongs to them; an item can only go below another
 * one.
 */
export const sink: Command = (state, dispatch) => {
  const blocks = withGroups(blocksIn(state));
  const [first] = blocks;
  if (!first || placeOf(first.node).indent === 0) return false;
  const before = first.index > 0 ? placeOf(first.holder.child(first.index - 1)) : null;
  // The key does nothing else in a list.
  if (!before || before.indent < placeOf(first.node).indent) return true;
  return setAttributes(state, dispatch, blocks, ({ indent }) => ({
    indent: indent === 0 ? 0 : Math.min(deepestIndent, indent + 1)
  }));
};

/** Moves items one level up, with all that belongs to them; from the first level they leave the list. */
export const lift: Command = (state, dispatch) =>
  setAttributes(state, dispatch, withGroups(blocksIn(state)), ({ indent }) =>
    indent > 1 ? { indent: indent - 1 } : indent === 1 ? { indent: 0, list: null } : {}
  );

/** False where it is in neither. */
export const leave =
  (block: ChosenBlock): Command =>
  (state, dispatch) => {
    const { list, indent, quote } = placeOf(block.node);
    if (list !== null)
      return setAttributes(state, dispatch, withGroups([block]), ({ indent: deep }) =>
        deep > 1 ? { indent: deep - 1 } : { indent: 0, list: null }
      );
    if (indent > 0) return setAttributes(state, dispatch, [block], () => itemAfter(block));
    return quote > 0 && setAttributes(state, dispatch, [block], () => ({ quote: quote - 1 }));
  };

/** Returns what makes of an empty continuation the next item of the list that it continues. */
function itemAfter({ holder, index, node }: ChosenBlock): Values {
  const { indent } = placeOf(node);
  for (let at = index - 1; at >= 0; at--) {
    const before = holder.child(at);
    const { list, indent: deep } = placeOf(before);
    if (isText(before) && list !== null && deep <= indent) return { list, indent: deep };
    if (deep === 0) break;
  }
  return { indent: 0 };
}
