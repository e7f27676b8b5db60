/**
 * Defines the labels of comparison cells in the reader's language; levels are named as in the study's rubric.
 */
import { scaleOf, type CellStatus } from '#rules/comparison/matrix.ts';
import { textFor, type Bilingual } from '#base/locale.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { locale } from '#lib/i18n/locale.ts';
import { outcomeLabel, type OutsideOfLevels } from '#lib/i18n/outcome-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Mark } from '#lib/ui/level-mark.ts';

type Names = Pick<Rubric, 'levels' | 'outOfLevel'>;

export const inReaders = (text: Bilingual): string => textFor(text, locale()).text;

export const levelName = (rubric: Names, id: string): string => {
  const level = rubric.levels.find((one) => one.id === id);
  return level ? inReaders(level.name) : id;
};

/** Returns the rubric's own name where it has one. */
export function outsideName(rubric: Names, kind: OutsideOfLevels): string {
  const named = rubric.outOfLevel.find(({ id }) => id === kind);
  return named ? inReaders(named.name) : outcomeLabel(kind);
}

export function statusLabel(rubric: Names, status: CellStatus): string {
  switch (status.kind) {
    case 'level':
      return levelName(rubric, status.level);
    case 'earlier':
      return m.comparison_earlier({ level: status.level });
    case 'none':
      return m.comparison_none();
    case 'not-assessed':
    case 'not-applicable':
    case 'split':
      return outsideName(rubric, status.kind);
  }
}

export function markOf(rubric: Names, status: CellStatus): Mark {
  if (status.kind !== 'level') return { kind: status.kind };
  const scale = scaleOf(rubric.levels);
  return { kind: 'level', position: scale.findIndex(({ id }) => id === status.level) + 1, of: scale.length };
}

export const noRubricNames: Names = { levels: [], outOfLevel: [] };
