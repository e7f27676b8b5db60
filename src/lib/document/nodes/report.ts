/** Lists how each chip and block of a text is written in a report, for print (Typst), DOCX and HTML. No page in a browser loads it. */
import type { BlockType } from '#base/blocks/blocks.ts';
import type { BlockReport } from './block-report.ts';
import type { ReportChip } from './chip-report.ts';
import type { ChipType } from '#base/chips/chips.ts';
import { reportFact } from './fact/report.ts';
import { reportFigure } from './figure/report.ts';
import { reportGoal } from './goal/report.ts';
import { reportHeading } from './heading/report.ts';
import { reportLevel } from './level-chip/report.ts';
import { reportBulletList, reportOrderedList } from './list/report.ts';
import { reportParagraph } from './paragraph/report.ts';
import { reportQuote } from './quote/report.ts';
import { reportRule } from './rule/report.ts';
import { reportSource } from './source/report.ts';
import { reportTable } from './table/report.ts';

export const reportChips: Readonly<Record<ChipType, ReportChip>> = {
  grade: reportLevel,
  goal: reportGoal,
  fact: reportFact,
  source: reportSource
};

/** The list or table around it writes the block. */
const partOfAnother: BlockReport = () => [];

export const reportBlocks: Readonly<Record<BlockType, BlockReport>> = {
  paragraph: reportParagraph,
  heading: reportHeading,
  bulletList: reportBulletList,
  orderedList: reportOrderedList,
  listItem: partOfAnother,
  blockquote: reportQuote,
  table: reportTable,
  tableRow: partOfAnother,
  tableHeader: partOfAnother,
  tableCell: partOfAnother,
  figure: reportFigure,
  horizontalRule: reportRule
};
