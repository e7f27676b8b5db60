import type { BlockReport } from '../block-report.ts';

/** The levels of a report count below the title of its part. */
export const reportHeading: BlockReport = (node, writer, { id }) => {
  const level = Number(node.attrs?.['level'] ?? 2);
  return [
    {
      kind: 'heading',
      id,
      level: Math.min(4, Math.max(1, level - 1)) as 1 | 2 | 3 | 4,
      text: writer.text(node)
    }
  ];
};
