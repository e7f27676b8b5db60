/** Names the outcomes of a panel that are no level, where the rubric has no names of its own for them. */
import type { Locale } from '#base/locale.ts';
import type { Outcome } from '#rules/panels/panel.ts';
import { m } from '#lib/paraglide/messages.js';
import { labelFrom, type LabelTable } from './label-table.ts';

export type OutsideOfLevels = Exclude<Outcome, 'level'>;

const labels: LabelTable<OutsideOfLevels> = {
  'not-assessed': m.outcome_not_assessed,
  'not-applicable': m.label_not_applicable,
  split: m.outcome_split
};
export const outcomeLabel = (outcome: OutsideOfLevels, language?: Locale): string =>
  labelFrom(labels, outcome, language);

export const isOutsideOfLevels = (outcome: string): outcome is OutsideOfLevels =>
  Object.hasOwn(labels, outcome);
