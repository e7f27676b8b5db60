/**
 * Defines the record of talks with solution providers. They inform the research and are kept apart from the
 * assessments: cities do not read them, and no page shows them next to a score or an answer.
 */
import { isBlank, isLonger, type Bilingual } from '#base/locale.ts';
import { longestName, longestSummary } from './context.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export interface TalkInput {
  /** Names the company or organisation; people are not recorded. */
  readonly party: Bilingual;
  readonly heldOn: string;
  readonly summary: Bilingual;
}

export interface Talk extends TalkInput {
  readonly id: string;
  readonly version: number;
}

export const mostTalks = 2_000;

export function validateTalk(input: TalkInput): Result<TalkInput> {
  const { party, heldOn, summary } = input;
  if (isBlank(party)) return refuse('invalid', { field: 'party' });
  if (isLonger(party, longestName)) return refuse('too-large', { field: 'party' });
  if (!isPartialDate(heldOn)) return refuse('invalid', { field: 'heldOn' });
  if (isBlank(summary)) return refuse('invalid', { field: 'summary' });
  return isLonger(summary, longestSummary) ? refuse('too-large', { field: 'summary' }) : ok(input);
}
