/** Writes a figure of a city in a report, with its caution as a footnote: within a footnote it follows in brackets. */
import { m } from '#lib/paraglide/messages.js';
import { words } from '../report-words.ts';
import type { ReportChip } from '../chip-report.ts';
import { factOf } from '#base/chips/fact.ts';
import { factText } from './labels.ts';

export const reportFact: ReportChip = (attrs, { levelChips, language, isInNote }) => {
  const { text, caution } = factText(levelChips, factOf(attrs), language);
  if (caution === null) return words(text);
  const own = { locale: language };
  const minded = m.report_fact_caution({ caution }, own);
  return isInNote
    ? words(m.study_in_brackets({ text, note: minded }, own))
    : [...words(text), { kind: 'note', text: words(minded) }];
};
