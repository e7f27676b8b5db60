/** Lays a table of a report out for the template of PDF files: widths, cuts in long words, and groups of rows. */
import type { ReportTable } from '#rules/report/report-content.ts';
import { anchorName } from './links.ts';
import type { PrintedCell, PrintedInline, PrintedTable } from './printed-blocks.ts';
import type { BlockSetting } from './printer.ts';
import {
  heightOf,
  isTurnable,
  layoutOf,
  turnedLength,
  withCuts,
  type TableLayout,
  type WidthCell
} from './table-widths.ts';
import { evenRows, widthsOf, type PlacedCell } from './table-rows.ts';
import { labelText } from './words.ts';

export function printedTable(block: ReportTable, setting: BlockSetting): PrintedTable {
  const { locale, printing, text } = setting;
  const { fonts, outline, page } = printing;
  const headRows = Math.min(block.headRows, block.rows.length);
  const placed = evenRows(block).map((row, index) =>
    row.map((cell): PlacedCell & WidthCell => ({
      ...cell,
      t: text(cell.text),
      head: cell.isHead,
      cols: cell.columns,
      isInHead: index < headRows
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
  const rows = placed.map((row) => row.map((cell) => printedCell(cell, layout, setting)));
  const heights = placed.map((row) => Math.max(0, ...row.map((cell) => heightIn(cell, layout, setting))));
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
}

const insideOf = (cell: WidthCell, { widths, inset }: TableLayout): number =>
  widths.slice(cell.column, cell.column + cell.cols).reduce((sum, width) => sum + width, 0) - 2 * inset;

const heightIn = (
  cell: PlacedCell & WidthCell,
  layout: TableLayout,
  { locale, printing: { fonts } }: BlockSetting
): number => heightOf(cell.t, insideOf(cell, layout), layout.size, cell.head, locale, fonts) / cell.rows + 10;

function printedCell(
  cell: PlacedCell & WidthCell,
  layout: TableLayout,
  { locale, printing: { fonts, page } }: BlockSetting
): PrintedCell {
  const { t, head, cols, rows, align, isInHead } = cell;
  const isTurned = layout.turnsHeads && isTurnable(cell);
  const isBold = head || isInHead;
  return {
    ...{ head, cols, rows, align, whole: true },
    t: isTurned ? t : withCuts(t, insideOf(cell, layout), layout.size, isBold, locale, fonts),
    turned: isTurned ? turnedLength(cell, page, layout.size, locale, fonts) : null
  };
}

function groupsOf(rows: readonly (readonly PrintedCell[])[]): PrintedCell[][][] {
  const groups: PrintedCell[][][] = [];
  let until = 0;
  for (const [index, row] of rows.entries()) {
    if (index >= until) groups.push([]);
    groups.at(-1)?.push([...row]);
    until = Math.max(until, index + 1, ...row.map((cell) => index + cell.rows));
  }
  return groups;
}

/** Checks whether a piece of text leads elsewhere. The sign of a note leads to the note. */
const isLink = (inline: PrintedInline): boolean =>
  inline.k === 'link' || inline.k === 'note' || (inline.k === 'text' && inline.href !== null);
