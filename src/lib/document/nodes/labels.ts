/** Lists how each kind of block is named to writers, in menus and in what they search them by. */
import type { Blocks, BlockType } from '#base/blocks/blocks.ts';
import type { BlockKind } from '#base/blocks/text-kinds.ts';
import type { ChoiceLabels } from './chip-labels.ts';
import { figureLabels } from './figure/labels.ts';
import { headingLabels } from './heading/labels.ts';
import { bulletListLabels, orderedListLabels } from './list/labels.ts';
import { paragraphLabels } from './paragraph/labels.ts';
import { quoteLabels } from './quote/labels.ts';
import { ruleLabels } from './rule/labels.ts';
import { tableLabels } from './table/labels.ts';

export const kindLabels: Readonly<Record<BlockKind, ChoiceLabels>> = {
  paragraph: paragraphLabels,
  ...headingLabels
};

/** Names a block that writers choose and that is no kind of a block of words. */
export type OtherBlock = {
  [Type in BlockType]: Blocks[Type]['is'] extends 'atom' | 'around' ? Exclude<Type, 'listItem'> : never;
}[BlockType];

export const otherBlockLabels: Readonly<Record<OtherBlock, ChoiceLabels>> = {
  bulletList: bulletListLabels,
  orderedList: orderedListLabels,
  blockquote: quoteLabels,
  table: tableLabels,
  figure: figureLabels,
  horizontalRule: ruleLabels
};
