import type { ReportBlock, ReportInline, ReportText } from '#rules/report/report-content.ts';

export function passagesOf(block: ReportBlock): ReportText[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'quote':
    case 'item':
      return [block.text];
    case 'table':
      return [block.caption, block.sourceLine, ...block.rows.flatMap((row) => row.map(({ text }) => text))];
    case 'figure':
      return [block.caption, block.sourceLine];
    case 'rule':
    case 'gap':
      return [];
  }
}

/** Includes those of the footnotes. */
export const inlinesOf = (text: ReportText): ReportInline[] =>
  text.flatMap((inline) => (inline.kind === 'note' ? [inline, ...inlinesOf(inline.text)] : [inline]));

/** Returns the words of a text alone, without notes, citations and references. */
export const plainText = (text: ReportText): string =>
  text.map((inline) => (inline.kind === 'text' ? inline.text : inline.kind === 'break' ? ' ' : '')).join('');
