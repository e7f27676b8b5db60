/** Writes a table in a report. The blocks of a cell become lines of its text. */
import { columnWidths } from '../../column-widths.ts';
import { isTextBlock } from '#base/blocks/blocks.ts';
import type { ContentNode } from '#base/content.ts';
import type { ReportCell, ReportColumn, ReportInline, ReportText } from '#rules/report/report-content.ts';
import type { BlockReport, BlockWriter } from '../block-report.ts';

export const reportTable: BlockReport = (node, writer, { id }) => {
  const rows = (node.content ?? []).map((row) =>
    (row.content ?? []).map((cell): ReportCell => ({
      text: linesOf(cell, writer),
      isHead: cell.type === 'tableHeader',
      columns: spanOf(cell.attrs?.['colspan']),
      rows: spanOf(cell.attrs?.['rowspan']),
      ...alignOf(cell.attrs?.['align'])
    }))
  );
  const width = Math.max(1, ...rows.map((row) => row.reduce((sum, cell) => sum + cell.columns, 0)));
  const widths = columnWidths(node);
  const columns = Array.from({ length: width }, (_, index): ReportColumn => {
    const given = widths[index] ?? null;
    return { align: 'start', ...(given === null ? {} : { width: given }) };
  });
  const firstBody = rows.findIndex((row) => !row.every(({ isHead }) => isHead));
  return [
    {
      kind: 'table',
      id,
      caption: [],
      sourceLine: [],
      alt: '',
      columns,
      headRows: firstBody === -1 ? Math.min(1, rows.length) : firstBody,
      rows
    }
  ];
};

const spanOf = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100 ? value : 1;
const alignOf = (value: unknown): Pick<ReportCell, 'align'> =>
  value === 'center' ? { align: 'center' } : value === 'right' ? { align: 'end' } : {};

/** The blocks of the cell stand on lines of their own. */
function linesOf(cell: ContentNode, writer: BlockWriter): ReportText {
  const lines = leaves(cell).map((line) => writer.text(line));
  return lines.flatMap((line, index): ReportInline[] =>
    index === 0 ? [...line] : [{ kind: 'break' }, ...line]
  );
}

const leaves = (node: ContentNode): ContentNode[] =>
  isTextBlock(node.type) ? [node] : (node.content ?? []).flatMap(leaves);
