/** Writes a level in a report: with its cell, in words. */
import { words } from '../report-words.ts';
import type { ReportChip } from '../chip-report.ts';
import { levelChipText } from './labels.ts';
import { cellOf } from '#base/chips/level-chip.ts';

export const reportLevel: ReportChip = (attrs, { levelChips, language }) =>
  words(levelChipText(levelChips, cellOf(attrs), language).text);
