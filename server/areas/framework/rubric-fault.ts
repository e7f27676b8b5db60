/**
 * Checks whether panels could judge by a submitted rubric: each id stands for one thing, and levels are in an
 * order.
 */
import type { Framework } from '#rules/framework/framework.ts';
import { isSlug } from '#base/ids.ts';
import { judgements } from '#rules/panels/score.ts';
import type { Rubric } from '#rules/framework/rubric.ts';

export const rubricFaults = [
  'levels',
  'order',
  'outOfLevel',
  'rules',
  'characteristics',
  'descriptors',
  'indicators'
] as const;
export type RubricFault = (typeof rubricFaults)[number];

/** With more of them people could not distinguish one from the next, and sums over them grow with the square. */
const mostLevels = 20;

const areDistinct = (values: readonly (string | number)[]): boolean => new Set(values).size === values.length;

/** Returns the first invalid part; undefined where there is none. */
export function faultOfRubric(
  { levels, outOfLevel, rules, characteristics }: Rubric,
  framework: Framework
): RubricFault | undefined {
  const ids = levels.map(({ id }) => id);
  const known = framework.characteristics.map(({ id }) => id);
  if (ids.length === 0 || ids.length > mostLevels || !ids.every(isSlug) || !areDistinct(ids)) return 'levels';
  // A level of that name could not be distinguished from having none.
  if (judgements.some((judgement) => ids.includes(judgement))) return 'levels';
  if (!areDistinct(levels.map(({ order }) => order))) return 'order';
  if (!areDistinct([...ids, ...outOfLevel.map(({ id }) => id)])) return 'outOfLevel';
  if (!areDistinct(rules.map(({ id }) => id))) return 'rules';
  const judged = characteristics.map(({ characteristic }) => characteristic);
  if (!areDistinct(judged) || judged.some((id) => !known.includes(id))) return 'characteristics';
  if (characteristics.some((one) => Object.keys(one.levels).some((level) => !ids.includes(level))))
    return 'descriptors';
  // Ratings are stored by the indicator's id alone, within one characteristic.
  if (characteristics.some(({ indicators }) => !areDistinct(indicators.map(({ id }) => id))))
    return 'indicators';
  return undefined;
}
