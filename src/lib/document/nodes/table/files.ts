import type { ContentNode } from '#base/content.ts';
import { allowedAlign, allowedSpan } from '../../allowed.ts';
import { columnWidths } from '../../column-widths.ts';
import {
  nodeOf,
  paragraphOf,
  type BlockFile,
  type FileForm,
  type FileReader,
  type FileWriter,
  type TextBlockCell
} from '../block-file.ts';

export const tableFile: BlockFile = (node, writer) => [
  {
    form: 'table',
    level: 0,
    inline: [],
    widths: columnWidths(node),
    rows: (node.content ?? []).map((row) => (row.content ?? []).map((cell) => cellOf(cell, writer)))
  }
];

const cellOf = ({ type, attrs, content }: ContentNode, { within }: FileWriter): TextBlockCell => ({
  textBlocks: within(content ?? []),
  colspan: allowedSpan(attrs?.['colspan'] ?? 1),
  rowspan: allowedSpan(attrs?.['rowspan'] ?? 1),
  isHeader: type === 'tableHeader',
  align: allowedAlign(attrs?.['align']) ?? undefined
});

export const tableForm: FileForm = {
  style: () => '',
  line: (plain) =>
    plain
      .split('\n')
      .map((row) => `| ${row}`)
      .join('\n'),
  isWordless: true,
  node: ([block], reader) =>
    block?.rows && block.rows.length > 0
      ? nodeOf(
          'table',
          block.rows.map((row) =>
            nodeOf(
              'tableRow',
              row.map((cell) => cellFrom(cell, reader))
            )
          )
        )
      : paragraphOf(block)
};

function cellFrom(
  { textBlocks, colspan, rowspan, isHeader }: TextBlockCell,
  { nodes }: FileReader
): ContentNode {
  const content = nodes(textBlocks);
  return nodeOf(
    isHeader ? 'tableHeader' : 'tableCell',
    content.length > 0 ? content : [nodeOf('paragraph', [])],
    { ...(colspan > 1 ? { colspan } : {}), ...(rowspan > 1 ? { rowspan } : {}) }
  );
}
