/**
 * Defines the label of a goal that a passage serves, in the language of the text, whatever language the page
 * is in.
 */
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ChipLabels } from '../chip-labels.ts';
import { goal as rules, goalOf } from '#base/chips/goal.ts';

export interface GoalLabel {
  readonly text: string;
  /** Is true if the framework of the text has the goal. */
  readonly isKnown: boolean;
}

/** Distinguishes a goal from a level by its shape, next to the label. */
const goalSign = '◎';

export function goalLabel(
  { goals }: Pick<LevelChipNames, 'goals'>,
  goal: string | null,
  language: Locale
): GoalLabel {
  const found = goals.find(({ id }) => id === goal);
  if (found) return { text: textFor(found.name, language).text, isKnown: true };
  return { text: m.goal_unknown({ id: goal ?? '?' }, { locale: language }), isKnown: false };
}

export const goalLabels: ChipLabels = {
  show(attrs, levelChips, language) {
    const common = { sign: goalSign, textClass: 'goal-words' };
    if (!levelChips) {
      const text = rules.text(attrs);
      return { ...common, text, copied: text, title: text, look: null };
    }
    const { text, isKnown } = goalLabel(levelChips.names, goalOf(attrs), language);
    return { ...common, text, copied: `[${text}]`, title: text, look: isKnown ? null : 'unknown' };
  },
  names: {
    en: 'Goal of the framework',
    zh: '框架目标',
    pinyin: 'kuang jia mu biao',
    also: ['tag', 'serves', '目标', 'mu biao', '用途', 'yong tu', '标注', 'biao zhu']
  },
  label: m.editor_goal,
  isOffered: ({ names }) => names.goals.length > 0
};
