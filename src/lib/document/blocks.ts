/**
 * Describes blocks as seeds and imports write them: `sequence/write-passages` makes a passage of them. Ids are
 * assigned there, once, so that they never change when an editor opens the text.
 */
import type { ChipEmbed } from '#base/chips/chips.ts';
import type { HeadingLevel } from '#base/blocks/heading.ts';
import type { MarkType } from './richtext.ts';

/**
 * Describes a piece of text with its marks; `link` holds the address. A line break, a footnote
 * or a chip can come between pieces.
 */
export type Run =
  | string
  | ({ readonly text: string; readonly link?: string } & {
      readonly [M in Exclude<MarkType, 'link'>]?: boolean;
    })
  | { readonly break: true }
  | { readonly footnote: string }
  /** A level, a goal, a fact or a source; a city is named where it is not that of the text. */
  | ChipEmbed;

interface Identified {
  /** The block's id where given; otherwise a new one is made. */
  readonly id?: string;
  readonly counterpart?: string | null;
}
interface TextContent {
  /** The content is either plain text or runs; a block with neither is empty. */
  readonly text?: string;
  readonly runs?: readonly Run[];
}

export type Block =
  | (Identified & TextContent & { readonly kind: 'paragraph' })
  | (Identified & TextContent & { readonly kind: 'heading'; readonly level: HeadingLevel })
  | (Identified & {
      readonly kind: 'list';
      readonly ordered?: boolean;
      readonly items: readonly (string | readonly Block[])[];
    })
  | (Identified & { readonly kind: 'quote'; readonly blocks: readonly Block[] })
  | (Identified & {
      readonly kind: 'table';
      readonly header?: readonly (string | readonly Run[])[];
      readonly rows: readonly (readonly (string | readonly Run[])[])[];
    })
  | (Identified & TextContent & { readonly kind: 'figure'; readonly src: string; readonly alt: string })
  | (Identified & { readonly kind: 'rule' });
