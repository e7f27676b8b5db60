import { mostRecords } from '#rules/answers/answer-faults.ts';
import { thinBelow, type Lack, type LackGroup } from '#rules/answers/completeness.ts';
import { m } from '#lib/paraglide/messages.js';
import { warningSentence } from './answer-labels.ts';

const groupLabels: Readonly<Record<LackGroup, () => string>> = {
  open: m.completeness_open,
  thin: m.completeness_thin,
  contradictory: m.completeness_contradictory
};
export const groupLabel = (group: LackGroup): string => groupLabels[group]();

export function lackSentence(lack: Lack): string {
  switch (lack.kind) {
    case 'unanswered':
      return m.completeness_unanswered();
    case 'unreadable':
      return m.completeness_unreadable();
    case 'too-many-records':
      return m.completeness_too_many({ count: mostRecords });
    case 'incomplete-value':
      return m.completeness_incomplete();
    case 'unproven':
      return m.completeness_unproven();
    case 'exposed':
      return m.completeness_exposed();
    case 'records-with-gaps':
      return m.completeness_gaps({ count: lack.records });
    case 'short':
      return lack.language === 'en'
        ? m.completeness_short_en({ count: lack.characters, least: thinBelow.en })
        : m.completeness_short_zh({ count: lack.characters, least: thinBelow.zh });
    case 'one-language':
      return lack.missing === 'en' ? m.completeness_no_english() : m.completeness_no_chinese();
    case 'shares-not-100':
    case 'sum-differs':
    case 'gdp-differs':
      return warningSentence(lack);
  }
}
