/**
 * Decides how wide the columns of a printed table are, and how large its type is: a column is never narrower than the
 * longest word in it. A table that has too many words for the page is set smaller, then with heads that are turned.
 */
import type { Locale } from '#base/locale.ts';
import type { Fonts } from './fonts.ts';
import type { PrintedCell, PrintedInline, PrintedText } from './printed-blocks.ts';
import { type Measure, measureIn, signsOf, breakSign, isHan } from './text-measure.ts';

/** In points. */
export interface TablePage {
  readonly width: number;
  readonly height: number;
  /** Sets the size of the type of tables that have room. */
  readonly size: number;
}

export interface TableLayout {
  /** Size of the type, in points. */
  readonly size: number;
  /** Sets the space left and right of the text of a cell, in points. */
  readonly inset: number;
  /** In points; they fill the page. */
  readonly widths: readonly number[];
  /** Says that the heads are read from the bottom to the top. */
  readonly turnsHeads: boolean;
}

export interface WidthCell extends Pick<PrintedCell, 't' | 'cols' | 'rows' | 'head'> {
  /** Counts the columns before the cell. */
  readonly column: number;
  readonly isInHead: boolean;
}

export interface WidthTable {
  readonly cells: readonly WidthCell[];
  /** Holds the shares of the width that the columns have where words allow it. */
  readonly shares: readonly number[];
  /** Says that the author set the shares, so that no column is made narrower because its text is short. */
  readonly isGiven: boolean;
}

/** Lists the ways to set a table, the best first; the size is a share of that of a table with room. */
const ways = [
  { share: 1, inset: 4.5, turnsHeads: false },
  { share: 0.94, inset: 3.6, turnsHeads: false },
  { share: 0.88, inset: 3, turnsHeads: false },
  { share: 1, inset: 3.6, turnsHeads: true },
  { share: 0.94, inset: 3, turnsHeads: true },
  { share: 0.86, inset: 2.6, turnsHeads: true }
] as const;

/** Sets how high turned heads are at most, as a share of the page. */
const highestHead = 0.16;
/** Sets how much of the page a word has at most; a longer one goes on in the next line. */
const widestWord = 0.4;
/** Keeps so many Han characters of a run on one line, where the page allows it. */
const hanTogether = [4, 2] as const;
/** Is added to measured widths: kerning may widen a word by a trace. */
const trace = 0.4;

export function layoutOf(table: WidthTable, page: TablePage, locale: Locale, fonts: Fonts): TableLayout {
  const measure = measureIn(locale, fonts);
  let narrowest: TableLayout | null = null;
  for (const han of hanTogether)
    for (const { share, inset, turnsHeads } of ways) {
      if (turnsHeads && !table.cells.some(isTurnable)) continue;
      const size = Math.round(page.size * share * 10) / 10;
      const needs = needsOf(
        table,
        { size, inset, turnsHeads, han, highest: highestHead * page.height, widest: widestWord * page.width },
        measure
      );
      const sum = needs.least.reduce((all, least) => all + least, 0);
      if (sum <= page.width)
        return { size, inset, turnsHeads, widths: dividedWidths(needs, table, page.width) };
      narrowest = {
        ...{ size, inset, turnsHeads },
        widths: needs.least.map((least) => (least * page.width) / sum)
      };
    }
  if (narrowest) return narrowest;
  throw new Error('A table is set in at least one way');
}

interface Needs {
  /** Holds the widths of the longest words. */
  readonly least: readonly number[];
  /** Holds the widths in which each text stands on one line. */
  readonly most: readonly number[];
}

interface Way {
  readonly size: number;
  readonly inset: number;
  readonly turnsHeads: boolean;
  readonly han: number;
  readonly highest: number;
  readonly widest: number;
}

function needsOf({ cells, shares }: WidthTable, way: Way, { wordsOf, lineOf }: Measure): Needs {
  const least = shares.map(() => 2 * way.inset + way.size);
  const most = [...least];
  const raise = (widths: number[], { column, cols }: WidthCell, wanted: number): void => {
    const own = widths.slice(column, column + cols);
    const missing = wanted - own.reduce((sum, width) => sum + width, 0);
    if (missing > 0) own.forEach((width, index) => (widths[column + index] = width + missing / own.length));
  };
  // Cells over several columns come last: what the single columns need is known then.
  for (const cell of cells.toSorted((a, b) => a.cols - b.cols)) {
    const isBold = cell.head || cell.isInHead;
    const text = lineOf(cell.t, isBold) * way.size;
    if (way.turnsHeads && isTurnable(cell)) {
      const across = linesOfTurned(text, way.highest) * 1.25 * way.size + 2 * way.inset;
      raise(least, cell, across);
      raise(most, cell, across);
      continue;
    }
    const word = Math.min(way.widest, Math.max(0, ...wordsOf(cell.t, isBold, way.han)) * way.size);
    raise(least, cell, word + trace + 2 * way.inset);
    raise(most, cell, text + trace + 2 * way.inset);
  }
  return { least, most };
}

/** Checks whether a head is turned where heads are; that of the first column, which holds names, stays upright. */
export const isTurnable = ({ isInHead, column }: Pick<WidthCell, 'isInHead' | 'column'>): boolean =>
  isInHead && column > 0;

/** Returns on how many lines a turned head stands that is so long, in points. */
const linesOfTurned = (length: number, highest: number): number =>
  Math.max(1, Math.ceil(length > highest ? (length * 1.15) / highest : 1));

/** In points. */
export function turnedLength(
  { t }: Pick<WidthCell, 't'>,
  page: TablePage,
  size: number,
  locale: Locale,
  fonts: Fonts
): number {
  const { wordsOf, lineOf } = measureIn(locale, fonts);
  const length = lineOf(t, true) * size;
  const lines = linesOfTurned(length, highestHead * page.height);
  const word = Math.max(0, ...wordsOf(t, true, 1)) * size;
  return Math.max(lines === 1 ? length : (length * 1.15) / lines, word) + 2;
}

/** Divides the width of the page by shares, with no column below what its words need nor above what its texts need. */
function dividedWidths({ least, most }: Needs, { shares, isGiven }: WidthTable, width: number): number[] {
  const limit = isGiven ? most.map(() => width) : most;
  const clamped = (unit: number): number[] =>
    shares.map((share, index) => Math.max(least[index] ?? 0, Math.min(limit[index] ?? 0, share * unit)));
  const sumOf = (widths: readonly number[]): number => widths.reduce((sum, each) => sum + each, 0);
  let [low, high] = [0, width / Math.min(...shares)];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (sumOf(clamped(middle)) <= width) low = middle;
    else high = middle;
  }
  const widths = clamped(low);
  // The columns share what is left where all texts stand on one line.
  const [rest, all] = [width - sumOf(widths), sumOf(shares)];
  return widths.map((each, index) => each + (rest * (shares[index] ?? 0)) / all);
}

/**
 * Lets words that are wider than their column go on in the next line: a cut is where a line may end, without a sign of it
 * in the text.
 */
export function withCuts(
  text: PrintedText,
  points: number,
  size: number,
  isBold: boolean,
  locale: Locale,
  fonts: Fonts
): PrintedText {
  const width = Math.max(1, points / size);
  const { wordsOf } = measureIn(locale, fonts);
  if (wordsOf(text, isBold, 1).every((word) => word <= width)) return text;
  let line = 0;
  return text.flatMap((inline): PrintedInline[] => {
    if (inline.k !== 'text') {
      line = inline.k === 'note' ? line : 0;
      return [inline];
    }
    const made: PrintedInline[] = [];
    let kept = '';
    const flush = (): void => {
      if (kept !== '') made.push({ ...inline, s: kept });
      kept = '';
    };
    for (const [index, sign] of signsOf([inline], isBold, locale, fonts).entries()) {
      const before = index > 0 ? kept.at(-1) : undefined;
      const mayEnd = /\s/.test(sign.text) || isHan(sign.text) || (before !== undefined && isHan(before));
      line = mayEnd ? (isHan(sign.text) ? sign.width : 0) : line + sign.width;
      if (line > width) {
        flush();
        made.push({ k: 'cut' });
        line = sign.width;
      }
      kept += sign.text;
    }
    flush();
    return made;
  });
}

/** Estimates how high a cell is, in points; rather more than less. */
export function heightOf(
  text: PrintedText,
  width: number,
  size: number,
  isBold: boolean,
  locale: Locale,
  fonts: Fonts
): number {
  let [line, lines] = [0, 1];
  for (const sign of signsOf(text, isBold, locale, fonts)) {
    if (sign === breakSign) {
      lines += Math.ceil((line * size * 1.25) / width);
      line = 0;
    } else line += sign.width;
  }
  lines += Math.ceil((line * size * 1.25) / width);
  return lines * 1.5 * size;
}
