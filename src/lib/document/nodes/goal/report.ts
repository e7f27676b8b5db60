/** Writes a goal in a report: its label. */
import { words } from '../report-words.ts';
import type { ReportChip } from '../chip-report.ts';
import { goalOf } from '#base/chips/goal.ts';
import { goalLabel } from './labels.ts';

export const reportGoal: ReportChip = (attrs, { levelChips, language }) =>
  words(goalLabel(levelChips.names, goalOf(attrs), language).text);
