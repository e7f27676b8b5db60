/**
 * Defines what a passage holds in Yjs: one `Y.Text`, in which each block begins with a marker. A marker is an
 * embed that is never changed; a block extends to the next marker or block atom. Later values of a block's
 * attributes are plain values of one `Y.Map` of the document. Nothing that people write is ever deleted in
 * order to be written again elsewhere, so that letters keep their author, comments their place and carets
 * their neighbour. docs/text-model.md explains the model; docs/decisions/0017 says why.
 */
import type { Locale } from '#base/locale.ts';
import type { BlockKind } from '#base/blocks/text-kinds.ts';
import type { PictureWidth } from '#base/blocks/figure.ts';
import type { ChipEmbed } from '#base/chips/chips.ts';

export const listKinds = ['bullet', 'ordered'] as const;
export type ListKind = (typeof listKinds)[number];

/** Limits the depth of lists and of quotes. */
export const deepestIndent = 8;
export const deepestQuote = 4;

/** Holds the attributes of a block of text, each of which is decided by its last writer. */
export interface BlockAttributes {
  readonly kind: BlockKind;
  /** Null for a block that is no item. With an indent it continues the item before it. */
  readonly list: ListKind | null;
  /** The depth of the item, from 1; of a block that is no item, the depth of the item that it continues. 0 outside lists. */
  readonly indent: number;
  /** The number of quotes around the block. */
  readonly quote: number;
  /** The number with which an ordered list begins; counts only on the list's first item. */
  readonly start: number;
  /** True if the block begins a list or quote of its own, although it could continue the one before. */
  readonly apart: boolean;
  /** The id of the block of the other language that says the same. */
  readonly counterpart: string | null;
}

export const defaultAttributes: BlockAttributes = {
  kind: 'paragraph',
  list: null,
  indent: 0,
  quote: 0,
  start: 1,
  apart: false,
  counterpart: null
};

/** Holds the values with which a block was created; defaults are left out. */
export type BirthValues = Partial<BlockAttributes>;

export type BlockMarker = { readonly block: string } & BirthValues;

/**
 * Holds the attributes that every block atom has: those that place it among lists and quotes, and its
 * counterpart.
 */
export type AtomPlace = Pick<BlockAttributes, 'indent' | 'quote' | 'apart' | 'counterpart'>;

/** Represents a dividing line, a block by itself. */
export type RuleEmbed = { readonly rule: string } & Partial<AtomPlace>;
/** Represents a picture, a block by itself; its caption is a passage of its own. `src` is a data address. */
export type FigureEmbed = {
  readonly figure: string;
  readonly src: string;
  readonly alt?: string;
  readonly width?: PictureWidth;
} & Partial<AtomPlace>;
/**
 * Represents a table, a block by itself; its rows and columns are entries of the map, its cells passages of
 * their own.
 */
export type TableEmbed = { readonly table: string } & Partial<AtomPlace>;
export type BlockAtom = RuleEmbed | FigureEmbed | TableEmbed;

/** Represents a footnote's sign within the text; the note's text is a passage of its own. */
export type NoteEmbed = { readonly note: string };
export type InlineAtom = NoteEmbed | ChipEmbed;

/** Stands for a line break within a block, as a character of the text. */
export const lineBreak = '\n';

/**
 * Lists the marks of letters whose value is `true`; that of `linkMark` is its address. Each is a format of
 * its own in Yjs: an object would break how Yjs compares and cleans up formats.
 */
export const flagMarks = [
  'bold',
  'code',
  'italic',
  'strike',
  'subscript',
  'superscript',
  'underline'
] as const;
export const linkMark = 'link';

/** Names the root of the map that holds attributes of blocks, rows, columns and cells. */
export const attributesRoot = 'attributes';

/** Returns the key of a block's or figure's attribute in the map. */
export const attributeKey = (id: string, name: string): string => `${id}/${name}`;

/**
 * Returns the key under which the person who deletes a table, figure or note records the root of the passage
 * in which it was.
 */
export const placeKey = (id: string): string => attributeKey(id, 'place');

/**
 * Its value is the position among the others, a string that sorts. A row or column without this entry is
 * deleted.
 */
export const lineKey = (table: string, axis: 'row' | 'column', id: string): string =>
  `${table}/${axis}/${id}`;
/** Returns the key of an attribute of a row (`header`) or column (`width`, `align`). */
export const lineAttributeKey = (
  table: string,
  axis: 'row' | 'column',
  id: string,
  name: 'header' | 'width' | 'align'
): string => `${table}/${axis}/${id}/${name}`;
export const cellAttributeKey = (
  table: string,
  row: string,
  column: string,
  name: 'colspan' | 'rowspan' | 'align' | 'header'
): string => `${table}/cell/${row}/${column}/${name}`;

/**
 * Returns the name of the root text of a passage. A passage is found by section and language, parts of it by
 * the ids in their names.
 */
export const passageRoot = (section: string, language: Locale): string => `${section}.${language}`;
export const cellRoot = (table: string, row: string, column: string): string =>
  `cell/${table}/${row}/${column}`;
export const captionRoot = (figure: string): string => `caption/${figure}`;
export const noteRoot = (note: string): string => `note/${note}`;
