/** States the form in which the template of PDF files reads the blocks of a report. */
import type { Locale } from '#base/locale.ts';
import type { CellAlign, ReportMark } from '#rules/report/report-content.ts';

export type PrintedInline =
  | {
      readonly k: 'text';
      readonly s: string;
      readonly marks: readonly ReportMark[];
      readonly href: string | null;
      readonly lang: Locale | null;
    }
  | { readonly k: 'break' }
  /** Lets a line end within a word that is wider than its column. */
  | { readonly k: 'cut' }
  | { readonly k: 'missing'; readonly file: string; readonly alt: string; readonly width: number }
  | { readonly k: 'note'; readonly n: number; readonly t: PrintedText }
  | { readonly k: 'link'; readonly to: string; readonly s: string };
export type PrintedText = readonly PrintedInline[];

export interface PrintedItem {
  readonly t: PrintedText;
  readonly below: readonly PrintedList[];
}
export interface PrintedList {
  readonly k: 'list';
  readonly ordered: boolean;
  readonly start: number;
  /** Counts the levels above a list that is printed without them. */
  readonly indent: number;
  readonly items: readonly PrintedItem[];
  /** Says that no page ends below the list. */
  readonly keeps: boolean;
}

export type PrintedBlock =
  | {
      readonly k: 'heading';
      /** Counts from 1; what bookmarks and programs that read aloud are told. */
      readonly level: number;
      /** Names the level that it looks like. */
      readonly look: number;
      readonly t: PrintedText;
      readonly anchor: string | null;
      readonly number: string;
      readonly outlined: boolean;
      readonly lang: Locale;
    }
  | {
      readonly k: 'paragraph' | 'quote';
      readonly t: PrintedText;
      /** Says that the paragraph names what follows, as a heading does. */
      readonly label: boolean;
      /** Says that no page ends below the block. */
      readonly keeps: boolean;
    }
  | PrintedList
  | PrintedTable
  | PrintedFigure
  | { readonly k: 'rule' }
  | { readonly k: 'gap'; readonly s: string }
  | { readonly k: 'draft'; readonly s: string }
  | {
      readonly k: 'contents';
      readonly depth: number;
      readonly number: string;
      readonly t: PrintedText;
      readonly anchor: string;
      readonly lang: Locale;
    }
  | {
      readonly k: 'source';
      readonly n: number;
      readonly anchor: string;
      readonly t: PrintedText;
    }
  | PrintedSeal;

export interface PrintedTable {
  readonly k: 'table';
  readonly anchor: string;
  readonly label: string;
  readonly caption: PrintedText;
  readonly source: PrintedText;
  readonly alt: string;
  /** In points: the widths of the columns, which fill the page, and the space left and right of the text of a cell. */
  readonly widths: readonly number[];
  readonly inset: number;
  /** Size of the type, in points. */
  readonly size: number;
  readonly head: readonly (readonly PrintedCell[])[];
  /** Says that the head stands on each page of the table. A repeated head is decoration, which may hold no link. */
  readonly repeats: boolean;
  /** Holds the rows in groups, as cells reach over their rows. */
  readonly groups: readonly (readonly (readonly PrintedCell[])[])[];
}
export interface PrintedCell {
  readonly t: PrintedText;
  readonly head: boolean;
  readonly cols: number;
  readonly rows: number;
  readonly align: CellAlign;
  /** Says that the text is read from the bottom to the top: its line is as long as the points say. */
  readonly turned: number | null;
  /** Says that the cell stays on one page, with all rows over which the cells of its rows reach. */
  readonly whole: boolean;
}

export interface PrintedFigure {
  readonly k: 'figure';
  readonly anchor: string;
  readonly label: string;
  readonly caption: PrintedText;
  readonly source: PrintedText;
  readonly alt: string;
  readonly file: string;
  /** As a share of the width. */
  readonly ratio: number;
}

export interface PrintedSeal {
  readonly k: 'seal';
  readonly line: PrintedText;
  readonly label: string;
  readonly hash: string;
  readonly file: string;
  readonly alt: string;
}
