/**
 * Turns the blocks of a report into what the template of PDF files reads: texts cut into pieces that the
 * typefaces have, lists nested, headings with levels that skip none, numbers and words filled in.
 */
import type { Locale } from '#base/locale.ts';
import type {
  CellAlign,
  ReportBlock,
  ReportCell,
  ReportFigure,
  ReportItem,
  ReportMark,
  ReportTable,
  ReportText
} from '#rules/report/report-content.ts';
import { isLabel } from '#rules/report/report-labels.ts';
import type { Fonts } from './fonts.ts';
import type { Outline } from './outline.ts';
import { renderedFigure, type Pictures, type Rendered } from './pictures.ts';
import { markedText, missingBox, piecesOf } from './printed-text.ts';
import {
  heightOf,
  isTurnable,
  layoutOf,
  turnedLength,
  withCuts,
  type TableLayout,
  type TablePage,
  type WidthCell
} from './table-widths.ts';
import { gapText, labelText, untitledText } from './words.ts';

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

/** Checks whether a piece of text leads elsewhere. The sign of a note leads to the note. */
const isLink = (inline: PrintedInline): boolean =>
  inline.k === 'link' || inline.k === 'note' || (inline.k === 'text' && inline.href !== null);

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
  /** Holds the widths of the columns, which fill the page, and the space left and right of the text of a cell, in points. */
  readonly widths: readonly number[];
  readonly inset: number;
  /** Sets the size of the type, in points. */
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
  /** Holds the height as a share of the width. */
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

export interface Printing {
  /** Lists the languages of the output: a link leads to a target in one of them. */
  readonly languages: readonly Locale[];
  readonly outline: Outline;
  readonly pictures: Pictures;
  readonly fonts: Fonts;
  readonly page: TablePage;
  /**
   * Takes a file that the template reads, with the id of the figure that it belongs to, and returns its name. The
   * same bytes have the same name.
   */
  readonly addFile: (bytes: Uint8Array, type: Rendered['type'], figure?: string) => string;
}

/** Writes the blocks of one language; one of them counts the notes of the whole output. */
export interface Printer {
  readonly text: (text: ReportText) => PrintedText;
  readonly plain: (text: string, lang?: Locale | null) => PrintedText;
  /** Returns a text in which the printers' mark stands for characters that the typefaces lack. */
  readonly marked: (text: string) => string;
  /** Returns one printed block for each block; items stay single, each a list of its own. */
  readonly block: (block: ReportBlock, level: number, itemNumber: number) => PrintedBlock;
}

export function openPrinter(
  locale: Locale,
  { languages, outline, pictures, fonts, page, addFile }: Printing
): Printer {
  let notes = 0;

  /** Returns the anchor of a target, in the same language if it is there; null where the output lacks it. */
  function targetOf(target: string): string | null {
    for (const language of [locale, ...languages]) {
      const id = languages.includes(language) ? outline.anchorOf(target, language) : null;
      if (id !== null) return anchorName(id, language);
    }
    return null;
  }

  const plain: Printer['plain'] = (text, lang = null) =>
    piecesOf(text, fonts).map((piece): PrintedInline => {
      if (piece.kind === 'text') return { k: 'text', s: piece.text, marks: [], href: null, lang };
      return piece.kind === 'break' ? { k: 'break' } : missing(piece.text);
    });

  function missing(text: string): PrintedInline {
    const { svg, width } = missingBox(text);
    return { k: 'missing', file: addFile(new TextEncoder().encode(svg), 'svg'), alt: text, width };
  }

  const text: Printer['text'] = (inlines) =>
    inlines.flatMap((inline): PrintedInline[] => {
      switch (inline.kind) {
        case 'text':
          return plain(inline.text, inline.language === locale ? null : inline.language).map((piece) =>
            piece.k === 'text' ? { ...piece, marks: inline.marks, href: webAddress(inline.href) } : piece
          );
        case 'break':
          return [{ k: 'break' }];
        case 'note': {
          const n = (notes += 1);
          return [{ k: 'note', n, t: text(inline.text) }];
        }
        case 'cite':
          return inline.sources.flatMap((source, at): PrintedInline[] => [
            { k: 'text', s: at === 0 ? '[' : ', ', marks: [], href: null, lang: null },
            { k: 'link', to: sourceAnchor(source, locale), s: String(source) },
            ...(at === inline.sources.length - 1
              ? [{ k: 'text', s: ']', marks: [], href: null, lang: null } as const]
              : [])
          ]);
        case 'reference': {
          const s = markedText(outline.referenceText(inline.target, locale), fonts);
          const to = targetOf(inline.target);
          return [to === null ? { k: 'text', s, marks: [], href: null, lang: null } : { k: 'link', to, s }];
        }
      }
    });

  const table = (block: ReportTable): PrintedTable => {
    const headRows = Math.min(block.headRows, block.rows.length);
    const placed = evenRows(block).map((row, at) =>
      row.map((cell): PlacedCell & WidthCell => ({
        ...cell,
        t: text(cell.text),
        head: cell.isHead,
        cols: cell.columns,
        isInHead: at < headRows
      }))
    );
    const layout = layoutOf(
      {
        cells: placed.flat(),
        shares: widthsOf(block),
        isGiven: block.columns.some(({ width }) => width !== undefined)
      },
      page,
      locale,
      fonts
    );
    const rows = placed.map((row) => row.map((cell) => printedCell(cell, layout)));
    const heights = placed.map((row) => Math.max(0, ...row.map((cell) => heightIn(cell, layout))));
    const head = rows.slice(0, headRows);
    let below = headRows;
    return {
      k: 'table',
      anchor: anchorName(block.id, locale),
      label: labelText('table', String(outline.numberOf(block)), locale),
      caption: text(block.caption),
      source: text(block.sourceLine),
      alt: block.alt,
      widths: layout.widths,
      inset: layout.inset,
      size: layout.size,
      head,
      repeats: !head.flat().some(({ t }) => t.some(isLink)),
      groups: groupsOf(rows.slice(headRows)).map((group) => {
        const height = heights.slice(below, (below += group.length)).reduce((sum, each) => sum + each, 0);
        // A row that is surely lower than a page stays on one.
        const whole = height < page.height * 0.6;
        return group.map((row) => row.map((cell) => ({ ...cell, whole })));
      })
    };
  };

  const insideOf = (cell: WidthCell, { widths, inset }: TableLayout): number =>
    widths.slice(cell.column, cell.column + cell.cols).reduce((sum, width) => sum + width, 0) - 2 * inset;

  const heightIn = (cell: PlacedCell & WidthCell, layout: TableLayout): number =>
    heightOf(cell.t, insideOf(cell, layout), layout.size, cell.head, locale, fonts) / cell.rows + 10;

  function printedCell(cell: PlacedCell & WidthCell, layout: TableLayout): PrintedCell {
    const { t, head, cols, rows, align, isInHead } = cell;
    const isTurned = layout.turnsHeads && isTurnable(cell);
    const isBold = head || isInHead;
    return {
      ...{ head, cols, rows, align, whole: true },
      t: isTurned ? t : withCuts(t, insideOf(cell, layout), layout.size, isBold, locale, fonts),
      turned: isTurned ? turnedLength(cell, page, layout.size, locale, fonts) : null
    };
  }

  const figure = (block: ReportFigure): PrintedFigure => {
    const rendered = renderedFigure(block, pictures, fonts);
    const label = labelText('figure', String(outline.numberOf(block)), locale);
    return {
      k: 'figure',
      anchor: anchorName(block.id, locale),
      label,
      caption: text(block.caption),
      source: text(block.sourceLine),
      alt: block.alt.trim() || label,
      file: addFile(rendered.bytes, rendered.type, block.id),
      ratio: rendered.height / rendered.width
    };
  };

  return {
    text,
    plain,
    marked: (words) => markedText(words, fonts),
    block: (block, level, itemNumber) => {
      switch (block.kind) {
        case 'heading':
          return {
            k: 'heading',
            level,
            look: level,
            t: titleText(text(block.text), locale),
            anchor: null,
            number: '',
            outlined: false,
            lang: locale
          };
        case 'paragraph':
        case 'quote':
          return { k: block.kind, t: text(block.text), label: isLabel(block), keeps: isLabel(block) };
        case 'item':
          return {
            k: 'list',
            ordered: block.isOrdered,
            start: itemNumber,
            indent: indentOf(block),
            keeps: false,
            items: [{ t: text(block.text), below: [] }]
          };
        case 'table':
          return table(block);
        case 'figure':
          return figure(block);
        case 'rule':
          return { k: 'rule' };
        case 'gap':
          return { k: 'gap', s: gapText(block.why, locale) };
      }
    }
  };
}

/** Limits, in characters of Latin text, what moves to the next page with what follows it: some ten lines. */
const mostKept = 900;

/** Checks whether no page ends below a block: what leads over from a heading to a table or figure, or what is approved by a seal. */
export const staysWithNext = (before: PrintedBlock | undefined, next: PrintedBlock | undefined): boolean =>
  (before?.k === 'heading' && (next?.k === 'table' || next?.k === 'figure')) || next?.k === 'seal';

/** Checks whether a block may move to the next page: a long text would leave the page empty. */
export const isShort = (block: PrintedBlock): boolean =>
  block.k === 'gap' || block.k === 'draft' || ('keeps' in block && lengthOf(block) <= mostKept);

/** Keeps blocks on the page of the next one, unless they are long. */
export const withKept = (blocks: readonly PrintedBlock[]): PrintedBlock[] =>
  blocks.map((block, at) =>
    'keeps' in block && staysWithNext(blocks[at - 1], blocks[at + 1]) && isShort(block)
      ? { ...block, keeps: true }
      : block
  );

/** Returns the length of a block of text; a Han character counts for two. */
export const lengthOf = (block: Extract<PrintedBlock, { keeps: boolean }>): number =>
  block.k === 'list'
    ? block.items.reduce(
        (sum, { t, below }) =>
          sum + printedLength(t) + 30 + below.reduce((all, list) => all + lengthOf(list), 0),
        0
      )
    : printedLength(block.t);

const printedLength = (text: PrintedText): number =>
  text.reduce(
    (sum, inline) => sum + ('s' in inline ? inline.s.replaceAll(/\p{Script=Han}/gu, 'xx').length : 1),
    0
  );

/**
 * Returns a title that bookmarks can name: where it consists of characters that the typefaces lack, the
 * printers' mark stands for them, and where nothing of it is visible, words say so.
 */
export function titleText(title: PrintedText, locale: Locale): PrintedText {
  const isNamed = title.some((each) => (each.k === 'text' || each.k === 'link') && visible.test(each.s));
  if (isNamed) return title;
  const s = title.some(({ k }) => k === 'missing') ? '〓' : untitledText(locale);
  return [{ k: 'text', s, marks: [], href: null, lang: null }, ...title.filter(({ k }) => k === 'note')];
}

const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

export const anchorName = (id: string, locale: Locale): string => `${locale}:id:${id}`;
export const sourceAnchor = (number: number, locale: Locale): string => `${locale}:source:${number}`;

/** Returns an address that a reader may follow, else null. */
export const webAddress = (href: string | null): string | null =>
  href !== null && /^(https?:\/\/|mailto:)[^\s\p{Cc}]+$/u.test(href) ? href : null;

export interface PlacedCell extends ReportCell {
  readonly align: CellAlign;
  /** Counts the columns before the cell. */
  readonly column: number;
}

/**
 * Returns the rows with as many cells as there are columns: cells that reach over others count for them, rows
 * that end early are filled, and what reaches beyond the last column or row is cut.
 */
export function evenRows({ columns, rows, headRows }: ReportTable): PlacedCell[][] {
  const taken: number[] = columns.map(() => 0);
  return rows.map((row, at) => {
    const cells: PlacedCell[] = [];
    const rest = [...row];
    // A cell of the head ends with the head, which is repeated on every page.
    const below = (at < headRows ? Math.min(headRows, rows.length) : rows.length) - at;
    for (let column = 0; column < columns.length;) {
      if ((taken[column] ?? 0) > 0) {
        taken[column] = (taken[column] ?? 0) - 1;
        column += 1;
        continue;
      }
      const cell = rest.shift() ?? { text: [], isHead: false, columns: 1, rows: 1 };
      let free = 1;
      while (free < cell.columns && column + free < columns.length && (taken[column + free] ?? 0) === 0)
        free += 1;
      const height = Math.max(1, Math.min(cell.rows, below));
      const align = cell.align ?? columns[column]?.align ?? 'start';
      cells.push({ ...cell, column, columns: free, rows: height, align });
      for (let each = column; each < column + free; each++) taken[each] = height - 1;
      column += free;
    }
    return cells;
  });
}

function groupsOf(rows: readonly (readonly PrintedCell[])[]): PrintedCell[][][] {
  const groups: PrintedCell[][][] = [];
  let until = 0;
  for (const [at, row] of rows.entries()) {
    if (at >= until) groups.push([]);
    groups.at(-1)?.push([...row]);
    until = Math.max(until, at + 1, ...row.map((cell) => at + cell.rows));
  }
  return groups;
}

/**
 * Returns shares of the width for the columns: those that the author gave them, and the mean of these for columns
 * without; where none has any, longer texts have more. None has less than a tenth of the largest.
 */
export function widthsOf(table: ReportTable): number[] {
  const given = table.columns.flatMap(({ width }) => width ?? []);
  if (given.length > 0) {
    const mean = given.reduce((sum, width) => sum + width, 0) / given.length;
    const least = Math.max(...given) / 10;
    return table.columns.map(({ width }) => Math.max(width ?? mean, least));
  }
  const lengths = table.columns.map(() => 4);
  for (const row of evenRows(table)) {
    let column = 0;
    for (const cell of row) {
      const size = cell.text.reduce((sum, inline) => sum + sizeOf(inline), 0) / cell.columns;
      for (let each = 0; each < cell.columns; each++, column++)
        lengths[column] = Math.max(lengths[column] ?? 0, Math.min(size, 400));
    }
  }
  return lengths.map((length) => Math.round(Math.sqrt(length) * 100) / 100);
}

const sizeOf = (inline: ReportText[number]): number =>
  inline.kind === 'text' ? inline.text.replaceAll(/\p{Script=Han}/gu, 'xx').length : 4;

/**
 * Joins lists that follow each other, and nests their items by their indent.
 */
export function nestItems(
  blocks: readonly { readonly printed: PrintedBlock; readonly source: ReportBlock | null }[]
): PrintedBlock[] {
  const result: PrintedBlock[] = [];
  let run: { item: PrintedList; indent: number }[] = [];
  const flush = (): void => {
    result.push(...nested(run));
    run = [];
  };
  for (const { printed, source } of blocks) {
    if (source?.kind === 'item' && printed.k === 'list')
      run.push({ item: printed, indent: indentOf(source) });
    else {
      flush();
      result.push(printed);
    }
  }
  flush();
  return result;
}

export const indentOf = (item: ReportItem): number => Math.min(Math.max(0, Math.trunc(item.indent)), 8);

function nested(run: readonly { item: PrintedList; indent: number }[]): PrintedList[] {
  const lists: { ordered: boolean; start: number; items: { t: PrintedText; below: PrintedList[] }[] }[] = [];
  for (let at = 0; at < run.length;) {
    const first = run[at];
    if (!first) break;
    let end = at + 1;
    while (end < run.length && (run[end]?.indent ?? 0) > first.indent) end += 1;
    const own = { t: first.item.items[0]?.t ?? [], below: nested(run.slice(at + 1, end)) };
    const last = lists.at(-1);
    if (last?.ordered === first.item.ordered) last.items.push(own);
    else lists.push({ ordered: first.item.ordered, start: first.item.start, items: [own] });
    at = end;
  }
  return lists.map((list) => ({ k: 'list', indent: 0, keeps: false, ...list }));
}

/** Returns the number of each ordered item among the blocks of one language; 1 for all other blocks. */
export function itemNumbers(blocks: readonly ReportBlock[]): number[] {
  const counts: number[] = [];
  const kinds: boolean[] = [];
  return blocks.map((block) => {
    if (block.kind !== 'item') {
      counts.length = 0;
      return 1;
    }
    const indent = indentOf(block);
    counts.length = Math.min(counts.length, indent + 1);
    if (kinds[indent] !== block.isOrdered) counts[indent] = 0;
    kinds[indent] = block.isOrdered;
    return (counts[indent] = (counts[indent] ?? 0) + 1);
  });
}
