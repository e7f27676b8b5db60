/**
 * Defines what a chart shows, as text and numbers in the reader's language: built on the server and in the
 * browser alike, rendered in the browser only.
 */
import type { DataValue } from '#rules/comparison/data-columns.ts';
import type { Locale } from '#base/locale.ts';

export const patterns = [
  'solid',
  'hatch',
  'dots',
  'cross',
  'waves',
  'lines',
  'columns',
  'halves',
  'open'
] as const;
/** Patterns are distinguished without colour. `open` is an outline alone. */
export type Pattern = (typeof patterns)[number];

/**
 * Sets the colour: the hue of a side, used for its identity alone, or a position between paper (0) and ink
 * (1).
 */
export type Tone = 'side-0' | 'side-1' | number;

export interface Look {
  readonly tone: Tone;
  readonly pattern: Pattern;
}

export interface Point {
  /** Holds the value: null is a gap and never rendered as zero; two numbers are a range. */
  readonly value: number | readonly [from: number, to: number] | null;
  /** Labels the bar, next to it or on it. */
  readonly label: string;
  /** Describes the point in the tooltip and to users who move through the points by keyboard. */
  readonly announcement: string;
}

export interface Series {
  readonly name: string;
  readonly look: Look;
  /** Holds one point for each category. */
  readonly points: readonly Point[];
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** Summarises the chart in one sentence, for users who do not see it. */
  readonly summary: string;
  /** Names what the numbers count or measure. */
  readonly axis: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  /**
   * Places series side by side, end to end, or as one bar per category, taken from the series that has a
   * value there.
   */
  readonly bars: 'grouped' | 'stacked' | 'one';
  /** Is true if whole things are counted. */
  readonly isCount: boolean;
  /** Sets the end of the axis; computed where it is left out. The axis always begins at zero. */
  readonly max?: number;
}

export interface TableCell {
  readonly text: string;
  readonly language?: Locale | undefined;
  /** Links to the page where the content of the cell can be read. */
  readonly href?: string | undefined;
  /** Holds the number that the text writes, for files of data. */
  readonly value?: DataValue | undefined;
}

/** Describes the data of the chart as a table: on the page, and in the exported file. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly isFigure?: boolean }[];
  /** Holds as many cells per row as there are columns; the first is the row header. */
  readonly rows: readonly (readonly TableCell[])[];
}

/**
 * Holds the text below every chart and in every file: that nothing is ranked, and from which texts it was
 * made.
 */
export interface ChartCaption {
  readonly notice: string;
  readonly sources: readonly string[];
}
