/** Says which paragraphs of a report are labels: a line in bold alone, which names what follows it as a heading does. */
import type { ReportBlock, ReportText } from './report-content.ts';

export const isLabel = (block: ReportBlock): boolean =>
  block.kind === 'paragraph' &&
  block.text.every((inline) => inline.kind === 'text' && inline.marks.includes('bold')) &&
  /\S/.test(textOf(block.text)) &&
  textOf(block.text).length <= longest;

const longest = 160;
const textOf = (text: ReportText): string =>
  text.map((inline) => (inline.kind === 'text' ? inline.text : '')).join('');
