/** Describes the paragraphs and tables that the body of a Word document holds. */
import type { ContentNode } from '#base/content.ts';

/** Describes a comment or a tracked change of a person who edited the document. */
export interface Remark {
  readonly kind: 'comment' | 'inserted' | 'deleted';
  readonly id: string;
  readonly author: string;
  text: string;
}

export interface DocParagraph {
  readonly kind: 'paragraph';
  style: string;
  outline: number | null;
  list: { numId: string; level: number } | null;
  inline: ContentNode[];
  readonly tags: string[];
  readonly remarks: Remark[];
}
export interface DocCell {
  readonly blocks: DocBlock[];
  colspan: number;
  merge: 'restart' | 'continue' | null;
}
export interface DocRow {
  readonly cells: DocCell[];
  isHeader: boolean;
  isDeleted: boolean;
}
export interface DocTable {
  readonly kind: 'table';
  readonly rows: DocRow[];
}
export type DocBlock = DocParagraph | DocTable;
