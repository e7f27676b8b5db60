import {
  BorderStyle,
  HeadingLevel,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  WidthType,
  type IParagraphOptions
} from 'docx';
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportFigure, ReportTable } from '#rules/report/report-content.ts';
import type { Outline } from '../outline.ts';
import { evenRows, widthsOf, type PlacedCell } from '../table-rows.ts';
import { indentOf } from '../list-items.ts';
import { gapText, labelText } from '../words.ts';
import type { Images } from './images.ts';
import { alignments, bodyStyle, hair, headingOf, noBorders, rowBorders } from './looks.ts';
import { describedStyle } from './packing.ts';
import type { Texts } from './texts.ts';

export type Block = Paragraph | Table;

/** A block with its level as a heading, and its number as an item of a list. */
export interface PlacedBlock {
  readonly block: ReportBlock;
  readonly level: number;
  readonly number: number;
}

export interface Blocks {
  readonly blocks: (list: readonly PlacedBlock[], locale: Locale, width: number) => Block[];
  /** Holds the text alternatives of tables, which are written when the file is packed. */
  readonly descriptions: readonly string[];
}

export const spacer = (): Paragraph => new Paragraph({ style: 'Spacer', children: [] });

/** Holds what the blocks of a document are written with, and what is counted and collected on the way. */
interface Writing {
  readonly outline: Outline;
  readonly texts: Texts;
  readonly images: Images;
  readonly textWidth: number;
  readonly descriptions: string[];
  lists: number;
}

export function openBlocks(outline: Outline, texts: Texts, images: Images, textWidth: number): Blocks {
  const writing: Writing = { outline, texts, images, textWidth, descriptions: [], lists: 0 };
  return {
    blocks: (list, locale, width) => list.flatMap((placed) => blockOf(writing, placed, locale, width)),
    descriptions: writing.descriptions
  };
}

function blockOf(
  writing: Writing,
  { block, level, number }: PlacedBlock,
  locale: Locale,
  width: number
): Block[] {
  const { run, texts } = writing.texts;
  switch (block.kind) {
    case 'heading':
      return [
        new Paragraph({
          heading: headingOf[level - 1] ?? HeadingLevel.HEADING_6,
          children: texts(block.text, locale)
        })
      ];
    case 'paragraph':
      return [new Paragraph({ style: bodyStyle(locale), children: texts(block.text, locale) })];
    case 'quote':
      return [new Paragraph({ style: 'Quotation', children: texts(block.text, locale) })];
    case 'item':
      if (number === 1 && indentOf(block) === 0) writing.lists += 1;
      return [
        new Paragraph({
          style: 'ListText',
          numbering: block.isOrdered
            ? { reference: 'ordered', level: indentOf(block), instance: writing.lists }
            : { reference: 'bullets', level: indentOf(block) },
          children: texts(block.text, locale)
        })
      ];
    case 'table':
      return tableOf(writing, block, locale);
    case 'figure':
      return [
        new Paragraph({
          style: 'Figure',
          keepNext: true,
          children: [writing.images.figure(block, width)]
        }),
        caption(writing, block, locale, { keepNext: block.sourceLine.length > 0 }),
        ...sourceLine(writing, block, locale)
      ];
    case 'rule':
      return [
        new Paragraph({
          style: 'Rule',
          border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: hair, space: 1 } }
        })
      ];
    case 'gap':
      return [new Paragraph({ style: 'Gap', children: run(gapText(block.why, locale), locale) })];
  }
}

function tableOf(writing: Writing, block: ReportTable, locale: Locale): Block[] {
  const { textWidth, descriptions } = writing;
  const head = Math.min(block.headRows, block.rows.length);
  const rows = evenRows(block);
  const shares = widthsOf(block);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.floor((textWidth * share) / all));
  const widthOf = (cell: PlacedCell): number =>
    widths.slice(cell.column, cell.column + cell.columns).reduce((sum, each) => sum + each, 0);
  const written = rows.map(
    (row, index) =>
      new TableRow({
        cantSplit: true,
        tableHeader: index < head,
        children: row.map((cell) =>
          tableCell(writing, cell, locale, {
            width: widthOf(cell),
            isHead: index < head,
            borders: rowBorders(index, head, rows.length)
          })
        )
      })
  );
  const shown =
    written.length === 0 || block.columns.length === 0
      ? []
      : [
          new Table({
            rows: written,
            width: { size: textWidth, type: WidthType.DXA },
            columnWidths: widths,
            layout: TableLayoutType.FIXED,
            borders: noBorders,
            style: describedStyle(descriptions.push(block.alt) - 1)
          })
        ];
  return [
    caption(writing, block, locale, { keepNext: true }),
    ...shown,
    ...sourceLine(writing, block, locale),
    spacer()
  ];
}

interface CellLook {
  readonly width: number;
  readonly isHead: boolean;
  readonly borders: ReturnType<typeof rowBorders>;
}

function tableCell(
  { texts: { texts } }: Writing,
  cell: PlacedCell,
  locale: Locale,
  { width, isHead, borders }: CellLook
): TableCell {
  return new TableCell({
    columnSpan: cell.columns,
    rowSpan: cell.rows,
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: 80, right: 80 },
    borders,
    children: [
      new Paragraph({
        style: 'TableText',
        alignment: alignments[cell.align],
        keepNext: isHead,
        children: texts(cell.text, locale, cell.isHead || isHead ? { bold: true } : {})
      })
    ]
  });
}

function caption(
  { outline, texts: { run, texts, marked } }: Writing,
  block: ReportTable | ReportFigure,
  locale: Locale,
  more: IParagraphOptions
): Paragraph {
  const number = labelText(block.kind, String(outline.numberOf(block)), locale);
  return new Paragraph({
    style: 'Caption',
    ...more,
    children: [
      marked(`${locale}:id:${block.id}`, run(number, locale, { bold: true })),
      ...(block.caption.length > 0 ? [...run('  ', locale), ...texts(block.caption, locale)] : [])
    ]
  });
}

const sourceLine = (
  { texts: { texts } }: Writing,
  block: ReportTable | ReportFigure,
  locale: Locale
): Paragraph[] =>
  block.sourceLine.length === 0
    ? []
    : [new Paragraph({ style: 'SourceLine', children: texts(block.sourceLine, locale) })];
