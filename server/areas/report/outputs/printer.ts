/**
 * Turns the blocks of a report into what the template of PDF files reads: texts cut into pieces that the
 * typefaces have, tables and figures laid out, numbers and words filled in.
 */
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportFigure, ReportText } from '#rules/report/report-content.ts';
import { isLabel } from '#rules/report/report-labels.ts';
import type { Fonts } from './fonts.ts';
import type { Outline } from './outline.ts';
import { renderedFigure, type Pictures, type Rendered } from './pictures.ts';
import { markedText, missingBox, piecesOf } from './printed-text.ts';
import type { TablePage } from './table-widths.ts';
import { gapText, labelText, untitledText } from './words.ts';
import type { PrintedInline, PrintedText, PrintedBlock, PrintedFigure } from './printed-blocks.ts';
import { printedTable } from './printed-table.ts';
import { indentOf } from './list-items.ts';
import { anchorName, webAddress, sourceAnchor } from './links.ts';

export interface Printing {
  /** A link leads to a target in one of them. */
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
  /** Items stay single, each a list of its own. */
  readonly block: (block: ReportBlock, level: number, itemNumber: number) => PrintedBlock;
}

export function openPrinter(locale: Locale, printing: Printing): Printer {
  const { fonts } = printing;
  const text = openText(locale, printing);
  const setting = { locale, printing, text };
  return {
    text,
    plain: (words, lang) => plainText(words, printing, lang),
    marked: (words) => markedText(words, fonts),
    block: (block, level, itemNumber) => printedBlock(block, setting, level, itemNumber)
  };
}

/** Opens the texts of one language, which count its notes. */
function openText(locale: Locale, printing: Printing): Printer['text'] {
  const { outline, fonts } = printing;
  let notes = 0;
  const text: Printer['text'] = (inlines) =>
    inlines.flatMap((inline): PrintedInline[] => {
      switch (inline.kind) {
        case 'text':
          return plainText(inline.text, printing, inline.language === locale ? null : inline.language).map(
            (piece) =>
              piece.k === 'text' ? { ...piece, marks: inline.marks, href: webAddress(inline.href) } : piece
          );
        case 'break':
          return [{ k: 'break' }];
        case 'note': {
          const n = (notes += 1);
          return [{ k: 'note', n, t: text(inline.text) }];
        }
        case 'cite':
          return inline.sources.flatMap((source, index): PrintedInline[] => [
            { k: 'text', s: index === 0 ? '[' : ', ', marks: [], href: null, lang: null },
            { k: 'link', to: sourceAnchor(source, locale), s: String(source) },
            ...(index === inline.sources.length - 1
              ? [{ k: 'text', s: ']', marks: [], href: null, lang: null } as const]
              : [])
          ]);
        case 'reference': {
          const s = markedText(outline.referenceText(inline.target, locale), fonts);
          const to = targetOf(inline.target, locale, printing);
          return [to === null ? { k: 'text', s, marks: [], href: null, lang: null } : { k: 'link', to, s }];
        }
      }
    });
  return text;
}

/** In the same language if the target is there; null where the output lacks it. */
function targetOf(target: string, locale: Locale, { languages, outline }: Printing): string | null {
  for (const language of [locale, ...languages]) {
    const id = languages.includes(language) ? outline.anchorOf(target, language) : null;
    if (id !== null) return anchorName(id, language);
  }
  return null;
}

const plainText = (text: string, printing: Printing, lang: Locale | null = null): PrintedText =>
  piecesOf(text, printing.fonts).map((piece): PrintedInline => {
    if (piece.kind === 'text') return { k: 'text', s: piece.text, marks: [], href: null, lang };
    return piece.kind === 'break' ? { k: 'break' } : missing(piece.text, printing);
  });

function missing(text: string, { addFile }: Printing): PrintedInline {
  const { svg, width } = missingBox(text);
  return { k: 'missing', file: addFile(new TextEncoder().encode(svg), 'svg'), alt: text, width };
}

export interface BlockSetting {
  readonly locale: Locale;
  readonly printing: Printing;
  readonly text: Printer['text'];
}

function printedBlock(
  block: ReportBlock,
  setting: BlockSetting,
  level: number,
  itemNumber: number
): PrintedBlock {
  const { locale, text } = setting;
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
      return printedTable(block, setting);
    case 'figure':
      return printedFigure(block, setting);
    case 'rule':
      return { k: 'rule' };
    case 'gap':
      return { k: 'gap', s: gapText(block.why, locale) };
  }
}

function printedFigure(block: ReportFigure, { locale, printing, text }: BlockSetting): PrintedFigure {
  const { addFile, fonts, outline, pictures } = printing;
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
