/**
 * Defines how blocks of a text are written in the files that answers are exchanged in, and read from them: as
 * paragraphs, each with its form, and tables. No page in a browser loads it.
 */
import type { ContentNode } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';
import type { TextBlockForm } from './files.ts';

export interface TextBlock {
  readonly form: TextBlockForm;
  /** 2 to 5 of a heading; of a list its depth, 0 for the outermost. */
  readonly level: number;
  readonly inline: readonly ContentNode[];
  /** Holds the first number of a list, on its first item. */
  readonly begins?: number | undefined;
  readonly rows?: readonly (readonly TextBlockCell[])[] | undefined;
  /** In pixels, null where none is set. They are written and not read. */
  readonly widths?: readonly (number | null)[] | undefined;
}

export interface TextBlockCell {
  readonly textBlocks: readonly TextBlock[];
  readonly colspan: number;
  readonly rowspan: number;
  readonly isHeader: boolean;
  /** Is written and not read. */
  readonly align?: 'left' | 'center' | 'right' | undefined;
}

export interface FileWriter {
  /** Returns inline nodes as documents have them. */
  readonly inline: (content: readonly ContentNode[]) => ContentNode[];
  /** Returns the paragraphs of the blocks within a block. */
  readonly within: (nodes: readonly ContentNode[]) => TextBlock[];
}

/** Returns what a block is written as. */
export type BlockFile = (node: ContentNode, writer: FileWriter) => TextBlock[];

/** Names a style of a Word document: its id, its name, and its properties of paragraphs and of runs. */
export type WordStyle = readonly [id: string, name: string, paragraphs: string, runs: string];

/** Describes how a form of paragraphs is written and known again. */
export interface FileForm {
  /** Returns the id of its style in Word; empty for the plain one. */
  readonly style: (level: number) => string;
  /** Lists its styles that no other form defines. */
  readonly styles?: readonly WordStyle[];
  /** Is true if it is aligned as the cell of a table around it. */
  readonly isAligned?: true;
  /**
   * Returns the level of a paragraph by the name of its style in Word, in small letters, and the names of the styles
   * that this one is based on; null for a style of another form.
   */
  readonly levelIn?: (name: string, chain: readonly string[]) => number | null;
  /** Returns its lines in plain text; `escaped` keeps a line from being taken for another form. */
  readonly line: (plain: string, block: TextBlock, escaped: (line: string) => string) => string;
  /** Reads a line of plain text; null for one of another form. */
  readonly read?: (line: string) => { readonly level: number; readonly text: string } | null;
  /** Is true if it says something without words. */
  readonly isWordless?: true;
  /** Returns the node of paragraphs of the form: of those that follow each other if it `joins` them, else of one. */
  readonly node: (blocks: readonly TextBlock[], reader: FileReader) => ContentNode;
  readonly joins?: true;
}

export interface FileReader {
  readonly nodes: (blocks: readonly TextBlock[]) => ContentNode[];
}

/** Returns a node without empty attributes and content. */
export const nodeOf = (
  type: string,
  content: readonly ContentNode[],
  attrs: Readonly<Record<string, Json>> = {}
): ContentNode => ({
  type,
  ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
  ...(content.length > 0 ? { content } : {})
});

/** Writes a block as one paragraph of a form. */
export const inForm =
  (form: TextBlockForm): BlockFile =>
  ({ content = [] }, { inline }) => [{ form, level: 0, inline: inline(content) }];

/** Writes what a block holds, and not the block. */
export const contentAlone: BlockFile = ({ content = [] }, { within }) => within(content);

/** Returns one line for a paragraph: its line breaks are lost. */
export const onOneLine = (plain: string): string => plain.replaceAll('\n', ' ');

/** Keeps the lines of a paragraph, each as the words that it is. */
export const escapedLines: FileForm['line'] = (plain, _, escaped) =>
  plain.split('\n').map(escaped).join('\n');

export const paragraphOf = (block: TextBlock | undefined): ContentNode =>
  nodeOf('paragraph', block?.inline ?? []);
