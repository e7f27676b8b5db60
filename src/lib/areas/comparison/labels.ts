/**
 * Defines the labels of comparison cells in the reader's language; levels are named as in the study's rubric.
 */
import { scaleOf, type CellStatus } from '#rules/comparison/matrix.ts';
import { textFor, type Bilingual } from '#base/locale.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import type { Outcome } from '#rules/panels/panel.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Mark } from '#lib/ui/level-mark.ts';

type Names = Pick<Rubric, 'levels' | 'outOfLevel'>;

export const inReaders = (text: Bilingual): string => textFor(text, locale()).text;

export const levelName = (rubric: Names, id: string): string => {
  const level = rubric.levels.find((one) => one.id === id);
  return level ? inReaders(level.name) : id;
};

const outside: Readonly<Record<Exclude<Outcome, 'level'>, () => string>> = {
  'not-assessed': m.outcome_not_assessed,
  'not-applicable': m.outcome_not_applicable,
  split: m.outcome_split
};

/** Returns the rubric's own name where it has one. */
export function outsideName(rubric: Names, kind: Exclude<Outcome, 'level'>): string {
  const named = rubric.outOfLevel.find(({ id }) => id === kind);
  return named ? inReaders(named.name) : outside[kind]();
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
