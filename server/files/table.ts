/**
 * Describes what is exported as a table, as text: the callers select it and check that the user may read it.
 */
import type { Locale } from '#base/locale.ts';

export interface TextRun {
  readonly text: string;
  readonly language: Locale;
}

/** Lists the paragraphs of one cell, each in its language. */
export type Cell = readonly TextRun[];

export interface Column {
  readonly heading: Cell;
  /** Holds the share of the width, in characters of a sheet. */
  readonly width: number;
}

export interface TablePart {
  /** Holds the heading of the rows below. */
  readonly heading: Cell;
  /** Holds the text that introduces them. */
  readonly lead: Cell;
  /** Holds the rows, each with as many cells as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Table {
  /** Names the language of the document as a whole. */
  readonly language: Locale;
  readonly title: Cell;
  readonly lead: Cell;
  /** Heads the column that a sheet has for the parts' headings; null where there is only one part. */
  readonly partColumn: Cell | null;
  readonly columns: readonly Column[];
  readonly parts: readonly TablePart[];
}
