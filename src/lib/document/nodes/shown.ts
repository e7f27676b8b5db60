/** Lists what each chip of a text says to its readers and writers. */
import type { ChipLabels } from './chip-labels.ts';
import type { ChipType } from '#base/chips/chips.ts';
import { factLabels } from './fact/labels.ts';
import { goalLabels } from './goal/labels.ts';
import { levelLabels } from './level-chip/labels.ts';
import { sourceLabels } from './source/labels.ts';

export const chipLabels: Readonly<Record<ChipType, ChipLabels>> = {
  grade: levelLabels,
  goal: goalLabels,
  fact: factLabels,
  source: sourceLabels
};
