/** What a chart shows, in words and numbers of the reader's language: made on the server and in the browser alike, drawn in the browser only. */
import type { Locale } from '#domain/locale.ts';

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
/** Told apart without colour. `open` is an outline alone. */
export type Pattern = (typeof patterns)[number];

/** The hue of a side, which is identity alone; or a place between paper (0) and ink (1). */
export type Tone = 'side-0' | 'side-1' | number;

export interface Look {
  readonly tone: Tone;
  readonly pattern: Pattern;
}

export interface Point {
  /** Null is a gap and never drawn as zero; two numbers are a range. */
  readonly value: number | readonly [from: number, to: number] | null;
  /** Beside or on the bar. */
  readonly label: string;
  /** As it is said: in the tooltip, and to whoever walks the points by keys. */
  readonly announcement: string;
}

export interface Series {
  readonly name: string;
  readonly look: Look;
  /** As many as there are categories. */
  readonly points: readonly Point[];
}

export interface ChartSpec {
  /** For names of files. */
  readonly id: string;
  readonly title: string;
  /** What it shows in one sentence, for those who do not see it. */
  readonly summary: string;
  /** What the numbers count or measure. */
  readonly axis: string;
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  /** Series beside each other, end to end, or one bar alone in each category, of whichever series has it. */
  readonly bars: 'grouped' | 'stacked' | 'one';
  /** Whole things are counted. */
  readonly isCount: boolean;
  /** Where the axis ends; by itself where it is left out. It always begins at zero. */
  readonly max?: number;
}

export interface TableCell {
  readonly text: string;
  readonly language?: Locale | undefined;
  /** Where what stands here can be read. */
  readonly href?: string | undefined;
}

/** The same as the chart, as a table: on the page, and in the file that is taken from it. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly isFigure?: boolean }[];
  /** As many cells as columns; the first heads the row. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** What stands below every chart and in every file: that nothing is ranked, and which texts it was drawn from. */
export interface ChartCaption {
  readonly notice: string;
  readonly sources: readonly string[];
}
