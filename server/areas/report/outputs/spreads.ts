/**
 * Decides what stands on which pair of facing pages: what is side by side has the same height on both, notes
 * have room at the foot of the page of their language, and no heading ends a page.
 */
import { locales, type Locale } from '#base/locale.ts';
import type { PrintedBlock } from './printed-blocks.ts';
import type { Unit } from './printed-units.ts';

/** As the template has measured them, in points. */
export type UnitSizes = {
  readonly notes: { readonly en: number; readonly zh: number };
} & (
  | { readonly height: number }
  | {
      readonly heads: readonly number[];
      readonly rows: readonly number[];
      readonly caption: number;
      readonly foot: number;
    }
);
type TableSizes = Extract<UnitSizes, { rows: unknown }>;
type BlockSizes = Exclude<UnitSizes, TableSizes>;

export interface Piece {
  /** Counts the units before the one that the piece shows. */
  readonly unit: number;
  readonly above: number;
  readonly height: number;
  /** Holds for tables which groups of rows the piece shows, and their heights where each is a single row. */
  readonly from: number;
  readonly to: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly caption: number;
  readonly heads: readonly number[];
  readonly heights: readonly number[] | null;
}

export type Spread =
  | { readonly k: 'pages'; readonly pieces: readonly Piece[] }
  /** A unit that is higher than a page: first all of it in English, then all of it in Chinese. */
  | { readonly k: 'runs'; readonly unit: number; readonly from: number };

/** The points that are kept free at the foot, and those that the line and the space above notes take. */
const slack = 3;
const aboveNotes = 18;
/** The number of groups of rows that a table shows at least before a page ends. */
const leastRows = 2;

/** Fills pairs of pages with pieces, one after the other. */
class Pages {
  readonly spreads: Spread[] = [];
  readonly #units: readonly Unit[];
  readonly #columnHeight: number;
  #pieces: Piece[] = [];
  #used = 0;
  #notes = { en: 0, zh: 0 };

  constructor(units: readonly Unit[], columnHeight: number) {
    this.#units = units;
    this.#columnHeight = columnHeight;
  }

  get isAtTop(): boolean {
    return this.#pieces.length === 0;
  }

  get isOnlyHeadings(): boolean {
    return this.#pieces.every(({ unit }) => this.#units[unit]?.keeps === true);
  }

  end(): void {
    if (!this.isAtTop) this.spreads.push({ k: 'pages', pieces: this.#pieces });
    this.#pieces = [];
    this.#used = 0;
    this.#notes = { en: 0, zh: 0 };
  }

  /** Returns the points that are left on the page next to the notes it has and those that come. */
  roomWith(notes: UnitSizes['notes']): number {
    const most = Math.max(this.#notes.en + notes.en, this.#notes.zh + notes.zh);
    return this.#columnHeight - slack - (most > 0 ? most + aboveNotes : 0) - this.#used;
  }

  add(piece: Piece, notes: UnitSizes['notes']): void {
    const above = this.isAtTop ? 0 : piece.above;
    this.#pieces.push({ ...piece, above });
    this.#used += above + piece.height;
    this.#notes = { en: this.#notes.en + notes.en, zh: this.#notes.zh + notes.zh };
  }

  addRun(unit: number, from: number): void {
    this.spreads.push({ k: 'runs', unit, from });
  }
}

export function spreadsOf(
  units: readonly Unit[],
  sizes: readonly UnitSizes[],
  columnHeight: number
): Spread[] {
  const pages = new Pages(units, columnHeight);
  for (const [index, unit] of units.entries()) {
    const size = sizes[index];
    if (!size) continue;
    if (unit.k === 'chapter') pages.end();
    // Within a run of headings the first has made room for all.
    if (!pages.isAtTop && units[index - 1]?.keeps !== true) {
      const { height, notes } = neededFrom(units, sizes, index);
      if (height > pages.roomWith(notes) - unit.above) pages.end();
    }
    if ('rows' in size) addTable(pages, index, unit, size);
    else addBlocks(pages, index, unit.above, size);
  }
  pages.end();
  return pages.spreads;
}

function addTable(pages: Pages, at: number, { table, above }: Unit, size: TableSizes): void {
  const isSingle = (group: number): boolean =>
    (['en', 'zh'] as const).every((side) => (table?.[side]?.groups[group]?.length ?? 1) === 1);
  const heads = size.heads.reduce((sum, height) => sum + height, 0);
  const count = size.rows.length;
  let from = 0;
  let isFirst = true;
  while (isFirst || from < count) {
    const caption = isFirst ? size.caption : 0;
    // The notes of a table are few: every page of it has room for all of them.
    const room = pages.roomWith(size.notes) - (pages.isAtTop ? 0 : above);
    let height = caption + heads;
    let to = from;
    while (to < count && height + (size.rows[to] ?? 0) + size.foot <= room) {
      height += size.rows[to] ?? 0;
      to += 1;
    }
    if (to === from && count > 0) {
      const isAlone = pages.isAtTop || pages.isOnlyHeadings;
      pages.end();
      if (!isAlone) continue;
      pages.addRun(at, from);
      return;
    }
    const groups = size.rows.slice(from, to);
    const isLast = to >= count;
    pages.add(
      {
        ...{ unit: at, above, from, to, caption },
        height: height + (isLast ? size.foot : 0),
        first: isFirst,
        last: isLast,
        heads: size.heads,
        heights: groups.every((_, index) => isSingle(from + index)) ? groups : null
      },
      size.notes
    );
    from = to;
    isFirst = false;
    if (!isLast) pages.end();
  }
}

function addBlocks(pages: Pages, at: number, above: number, { height, notes }: BlockSizes): void {
  if (height > pages.roomWith(notes) - (pages.isAtTop ? 0 : above)) pages.end();
  if (height > pages.roomWith(notes)) {
    pages.addRun(at, 0);
    return;
  }
  pages.add(
    {
      unit: at,
      above,
      height,
      from: 0,
      to: 0,
      first: true,
      last: true,
      caption: 0,
      heads: [],
      heights: null
    },
    notes
  );
}

/** Returns the points that a run of headings and what follows it need to begin on a page. */
function neededFrom(
  units: readonly Unit[],
  sizes: readonly UnitSizes[],
  start: number
): { height: number; notes: UnitSizes['notes'] } {
  let height = 0;
  const notes = { en: 0, zh: 0 };
  for (let at = start; at < units.length; at++) {
    const [unit, size] = [units[at], sizes[at]];
    if (!unit || !size || (at > start && unit.k === 'chapter')) break;
    height += (at > start ? unit.above : 0) + leastHeight(size);
    notes.en += size.notes.en;
    notes.zh += size.notes.zh;
    if (!unit.keeps) break;
  }
  return { height, notes };
}

function leastHeight(size: UnitSizes): number {
  if ('height' in size) return size.height;
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
  return size.caption + sum(size.heads) + sum(size.rows.slice(0, leastRows)) + size.foot;
}

/**
 * Returns the units with levels of headings that skip none in the order in which they are read aloud: a page of
 * English, then its page of Chinese. That order is known only now. What headings look like stays as measured.
 */
export function inReadingOrder(units: readonly Unit[], spreads: readonly Spread[]): Unit[] {
  const read = units.map(({ sides }) => ({ ...sides }));
  let last = 0;
  const next = (block: PrintedBlock): PrintedBlock => {
    if (block.k !== 'heading') return block;
    last = Math.min(block.level, last + 1);
    return { ...block, level: last };
  };
  const readSide = (at: number, side: Locale): void => {
    const sides = read[at];
    if (sides) sides[side] = sides[side].map(next);
  };
  for (const spread of spreads)
    for (const side of locales)
      if (spread.k === 'runs' && spread.from === 0) readSide(spread.unit, side);
      else if (spread.k === 'pages')
        for (const { unit, first } of spread.pieces) if (first) readSide(unit, side);
  return units.map((unit, index) => ({ ...unit, sides: read[index] ?? unit.sides }));
}
