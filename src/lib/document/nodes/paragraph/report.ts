import type { BlockReport } from '../block-report.ts';

export const reportParagraph: BlockReport = (node, writer, { id }) => {
  const text = writer.text(node);
  return text.length === 0 ? [] : [{ kind: 'paragraph', id, text }];
};
