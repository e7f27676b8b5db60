import type { Schema } from '@tiptap/pm/model';
import { NodeSelection, type EditorState } from '@tiptap/pm/state';
import type { PictureWidth } from '#base/blocks/figure.ts';
import type { Command } from '../binding/block-commands.ts';
import { newId } from '../binding/ids.ts';
import { chosenBlock } from './chosen-blocks.ts';
import { insertAtom } from './edit-blocks.ts';

export const insertFigure = (
  schema: Schema,
  picture: { readonly src: string; readonly alt: string }
): Command => insertAtom((place) => schema.node('figure', { ...place, ...picture, id: newId() }));

/** Sets an attribute of the picture that is selected or in whose caption the caret stands. */
const setPicture =
  (name: 'alt' | 'width', value: string | number | null): Command =>
  (state, dispatch) => {
    const block = chosenBlock(state);
    if (block?.node.type.name !== 'figure') return false;
    const tr = state.tr.setNodeAttribute(block.position, name, value);
    if (state.selection instanceof NodeSelection)
      tr.setSelection(NodeSelection.create(tr.doc, block.position));
    dispatch?.(tr);
    return true;
  };

export const setAlt = (alt: string): Command => setPicture('alt', alt);

/** Sets the width in percent of the text's; null leaves the picture in its own. */
export const setPictureWidth = (width: PictureWidth | null): Command => setPicture('width', width);

/** Undefined where none is chosen. */
export function pictureWidthOf(state: EditorState): PictureWidth | null | undefined {
  const block = chosenBlock(state);
  return block?.node.type.name === 'figure' ? (block.node.attrs['width'] as PictureWidth | null) : undefined;
}
