/**
 * Defines how levels and sides are rendered: neutral ink that deepens along the scale, each step with a
 * pattern of its own; hues are used for the sides alone.
 */
import type { Look, Pattern } from '#lib/charts/spec.ts';
import type { OutsideLevels } from '#rules/comparison/matrix.ts';

const steps: readonly Pattern[] = ['hatch', 'columns', 'cross'];

/**
 * Returns the look of the level at a position, from 0, out of `count` levels. The last is solid; where levels
 * outnumber the patterns, labels distinguish them as well.
 */
export function levelLook(position: number, count: number): Look {
  if (position === count - 1) return { tone: 1, pattern: 'solid' };
  return { tone: 0.45 + (0.45 * (position + 1)) / count, pattern: steps[position % steps.length] ?? 'hatch' };
}

export const outsideLooks: Readonly<Record<OutsideLevels | 'earlier' | 'none', Look>> = {
  'not-assessed': { tone: 0.5, pattern: 'dots' },
  'not-applicable': { tone: 0.5, pattern: 'lines' },
  split: { tone: 0.55, pattern: 'halves' },
  earlier: { tone: 0.5, pattern: 'waves' },
  none: { tone: 0.3, pattern: 'open' }
};

export const sideLook = (position: number): Look =>
  position === 0 ? { tone: 'side-0', pattern: 'hatch' } : { tone: 'side-1', pattern: 'dots' };
