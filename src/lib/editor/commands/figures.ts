/** Commands on pictures. */
import type { Schema } from '@tiptap/pm/model';
import type { Command } from '../binding/block-commands.ts';
import { newId } from '../binding/ids.ts';
import { chosenBlock } from './chosen-blocks.ts';
import { insertAtom } from './edit-blocks.ts';

export const insertFigure = (
  schema: Schema,
  picture: { readonly src: string; readonly alt: string }
): Command => insertAtom((place) => schema.node('figure', { ...place, ...picture, id: newId() }));

/** Sets the text alternative of the picture that is selected or in whose caption the caret stands. */
export const setAlt =
  (alt: string): Command =>
  (state, dispatch) => {
    const block = chosenBlock(state);
    if (block?.node.type.name !== 'figure') return false;
    dispatch?.(state.tr.setNodeAttribute(block.position, 'alt', alt));
    return true;
  };
