/** Lists how each chip is written in a report, for print (Typst), DOCX and HTML. No page in a browser loads it. */
import type { ReportChip } from './chip-report.ts';
import type { ChipType } from '#base/chips/chips.ts';
import { reportFact } from './fact/report.ts';
import { reportGoal } from './goal/report.ts';
import { reportLevel } from './level-chip/report.ts';
import { reportSource } from './source/report.ts';

export const reportChips: Readonly<Record<ChipType, ReportChip>> = {
  grade: reportLevel,
  goal: reportGoal,
  fact: reportFact,
  source: reportSource
};
