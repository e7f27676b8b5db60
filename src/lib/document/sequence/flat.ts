/**
 * Defines how a passage is read: as a flat list of blocks, each with its attributes. How they nest follows
 * from the attributes (`nest`).
 */
import type { ContentMark } from '#base/content.ts';
import type { Chip } from '#base/chips/chips.ts';
import { type PictureWidth } from '#base/blocks/figure.ts';
import { defaultAttributes, type AtomPlace, type BlockAttributes } from './shapes.ts';

export interface TextPiece {
  readonly kind: 'text';
  readonly text: string;
  /** The marks are in the order of their names. */
  readonly marks: readonly ContentMark[];
}

export type Inline =
  | TextPiece
  | { readonly kind: 'break' }
  | { readonly kind: 'note'; readonly id: string; readonly content: readonly TextPiece[] }
  | Chip
  /** Stands for what this version does not know: it keeps its length, so that positions agree with newer clients. */
  | { readonly kind: 'unknown'; readonly length: number };

export interface TextBlock {
  readonly kind: 'text';
  /** Null for a virtual block: content before the first marker, or behind a block atom without a marker. */
  readonly id: string | null;
  readonly attributes: BlockAttributes;
  readonly content: readonly Inline[];
}

interface Atom {
  readonly id: string;
  readonly attributes: AtomPlace;
}
export type RuleBlock = Atom & { readonly kind: 'rule' };
export type FigureBlock = Atom & {
  readonly kind: 'figure';
  readonly src: string;
  readonly alt: string;
  /** Null where none is set. */
  readonly width: PictureWidth | null;
  readonly caption: readonly Inline[];
};
export type TableBlock = Atom & {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
};

export interface TableColumn {
  readonly id: string;
  /** Null where none is set. */
  readonly width: number | null;
}

export interface TableRow {
  readonly id: string;
  /** Holds the cells that begin in this row; those that another cell covers are left out. */
  readonly cells: readonly TableCell[];
}

export interface TableCell {
  /** The id of the column in which it begins. */
  readonly column: string;
  readonly colspan: number;
  readonly rowspan: number;
  readonly isHeader: boolean;
  readonly align: 'left' | 'center' | 'right' | null;
  /** Holds no table. */
  readonly blocks: readonly FlatBlock[];
}

export type FlatBlock = TextBlock | RuleBlock | FigureBlock | TableBlock;

/** Is what an empty passage shows, for a caret to stand in. */
export const emptyBlock: TextBlock = { kind: 'text', id: null, attributes: defaultAttributes, content: [] };

/** Checks whether these are the blocks of an empty passage, which is read as one virtual block. */
export function isEmpty(blocks: readonly FlatBlock[]): boolean {
  const [first, second] = blocks;
  if (!first || second) return !first;
  if (first.kind !== 'text' || first.id !== null || first.content.length > 0) return false;
  const { kind, list, indent, quote } = first.attributes;
  return kind === 'paragraph' && list === null && indent === 0 && quote === 0;
}
