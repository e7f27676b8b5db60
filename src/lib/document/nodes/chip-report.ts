/** Defines how a chip is written in a report: the same for print (Typst), DOCX and HTML. No page in a browser loads it. */
import type { LevelChips } from '#rules/panels/level-chip.ts';
import type { Locale } from '#base/locale.ts';
import type { ReportInline } from '#rules/report/report-content.ts';
import type { UncheckedAttributes } from '#base/chips/chip.ts';

export interface ChipWriter {
  readonly language: Locale;
  readonly levelChips: LevelChips;
  /** Is true within a footnote, which can hold no other. */
  readonly isInNote: boolean;
  /** Returns the number of the source for an answer of the text's city; null where it is not printed. */
  readonly cite: (question: string) => number | null;
}

export type ReportChip = (attrs: UncheckedAttributes, writer: ChipWriter) => ReportInline[];
