/**
 * Turns the blocks of a report into what the template of PDF files reads: texts cut into pieces that the
 * typefaces have, tables and figures laid out, numbers and words filled in.
 */
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportFigure, ReportTable, ReportText } from '#rules/report/report-content.ts';
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
import type {
  PrintedInline,
  PrintedText,
  PrintedBlock,
  PrintedTable,
  PrintedCell,
  PrintedFigure
} from './printed-blocks.ts';
import { evenRows, widthsOf, type PlacedCell } from './table-rows.ts';
import { indentOf } from './list-items.ts';
import { anchorName, webAddress, sourceAnchor } from './links.ts';

/** Checks whether a piece of text leads elsewhere. The sign of a note leads to the note. */
const isLink = (inline: PrintedInline): boolean =>
  inline.k === 'link' || inline.k === 'note' || (inline.k === 'text' && inline.href !== null);

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
