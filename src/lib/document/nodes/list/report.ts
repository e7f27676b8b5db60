/** Writes a list in a report: as its items, one by one. */
import { idOfNode, type ContentNode } from '#base/content.ts';
import type { ReportBlock } from '#rules/report/report-content.ts';
import type { BlockReport, BlockWriter } from '../block-report.ts';

const listReport =
  (isOrdered: boolean): BlockReport =>
  (node, writer, { indent }) =>
    (node.content ?? []).flatMap((item) => itemBlocks(item, writer, isOrdered, indent));

export const reportBulletList = listReport(false);
export const reportOrderedList = listReport(true);

function itemBlocks(
  item: ContentNode,
  writer: BlockWriter,
  isOrdered: boolean,
  indent: number
): ReportBlock[] {
  const [first, ...others] = item.content ?? [];
  const id = writer.id(item);
  return [
    { kind: 'item', id, isOrdered, indent, text: first ? writer.text(first, idOfNode(item, '')) : [] },
    ...others.flatMap((inner) => writer.blocks(inner, indent + 1))
  ];
}
