/** Writes a quote in a report: its paragraphs as quotes, its other blocks as they are. */
import type { ReportBlock } from '#rules/report/report-content.ts';
import type { BlockReport } from '../block-report.ts';

export const reportQuote: BlockReport = (node, writer, { indent }) =>
  (node.content ?? []).flatMap((inner) =>
    writer
      .blocks(inner, indent + 1)
      .map((block): ReportBlock => (block.kind === 'paragraph' ? { ...block, kind: 'quote' } : block))
  );
