/** What is exported as a table, in words alone: whoever asks has chosen them and may read them. */
import type { Locale } from '#domain/locale.ts';

export interface TextRun {
  readonly text: string;
  readonly language: Locale;
}

/** Paragraphs of one cell, each in its language. */
export type Cell = readonly TextRun[];

export interface Column {
  readonly heading: Cell;
  /** Share of the width, in characters of a sheet. */
  readonly width: number;
}

export interface TablePart {
  /** What the rows below have in common. */
  readonly heading: Cell;
  /** What is said of all of them. */
  readonly lead: Cell;
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Table {
  /** Of the document as a whole. */
  readonly language: Locale;
  readonly title: Cell;
  readonly lead: Cell;
  /** Heads the column that a sheet has for the parts' headings; null where there is one part alone. */
  readonly partColumn: Cell | null;
  readonly columns: readonly Column[];
  readonly parts: readonly TablePart[];
}

export const formats = ['xlsx', 'docx'] as const;
export type Format = (typeof formats)[number];
