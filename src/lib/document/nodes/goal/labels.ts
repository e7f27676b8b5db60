/**
 * Defines the label of a goal that a passage serves, in the language of the text, whatever language the page
 * is in.
 */
import type { LevelChipNames } from '#domain/level-chip.ts';
import { textFor, type Locale } from '#domain/locale.ts';
import { m } from '#lib/paraglide/messages.js';

export interface GoalLabel {
  readonly text: string;
  /** Is true if the framework of the text has the goal. */
  readonly isKnown: boolean;
}

/** Distinguishes a goal from a level by its shape, next to the label. */
export const goalSign = '◎';

export function goalLabel(
  { goals }: Pick<LevelChipNames, 'goals'>,
  goal: string | null,
  language: Locale
): GoalLabel {
  const found = goals.find(({ id }) => id === goal);
  if (found) return { text: textFor(found.name, language).text, isKnown: true };
  return { text: m.goal_unknown({ id: goal ?? '?' }, { locale: language }), isKnown: false };
}
