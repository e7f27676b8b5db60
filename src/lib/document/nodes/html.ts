/** Lists how each block of a text is written as HTML, in a version and on pages that are only read. */
import type { BlockType } from '#base/blocks/blocks.ts';
import type { BlockHtml } from './block-html.ts';
import { figureHtml } from './figure/html.ts';
import { headingHtml } from './heading/html.ts';
import { bulletListHtml, listItemHtml, orderedListHtml } from './list/html.ts';
import { paragraphHtml } from './paragraph/html.ts';
import { quoteHtml } from './quote/html.ts';
import { ruleHtml } from './rule/html.ts';
import { cellHtml, headerHtml, rowHtml, tableHtml } from './table/html.ts';

export const htmlBlocks: Readonly<Record<BlockType, BlockHtml>> = {
  paragraph: paragraphHtml,
  heading: headingHtml,
  bulletList: bulletListHtml,
  orderedList: orderedListHtml,
  listItem: listItemHtml,
  blockquote: quoteHtml,
  table: tableHtml,
  tableRow: rowHtml,
  tableHeader: headerHtml,
  tableCell: cellHtml,
  figure: figureHtml,
  horizontalRule: ruleHtml
};
