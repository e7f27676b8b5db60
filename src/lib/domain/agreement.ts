/**
 * What may be said of how far a panel agrees: for a characteristic over its cities, or for a study, whose cells then share one scale.
 * Never of one cell, and never of cities against each other; below `fewestCities` only that there are too few.
 */
import type { Chance } from './chance.ts';
import { alphaOf, intervalOf, type Interval } from './krippendorff.ts';
import { citiesIn, fewestCities, isComparable, tooFew, type RatedCell, type TooFew } from './rating.ts';

/** Of all pairs of assessors of a cell, over all cells, those that named the same level. */
export interface PairAgreement {
  readonly pairs: number;
  readonly same: number;
  /** From 0 to 100, not rounded. */
  readonly percent: number;
}

/** What the outcome rests on: comparable cells only, those that two or more rated. */
interface Ground {
  readonly cities: number;
  readonly cells: number;
  readonly assessors: number;
  readonly ratings: number;
}

export type Agreement =
  | TooFew
  /** All named one level. Agreement is complete, and says nothing: there was nothing else to be told apart from. */
  | (Ground & { readonly kind: 'no-variation'; readonly value: number })
  | (Ground &
      PairAgreement & { readonly kind: 'computed'; readonly alpha: number; readonly interval: Interval });

/** `levels` is the number of levels of the scale. The same cells and the same row of chances give the same interval in any order. */
export function agreementOf(
  cells: readonly RatedCell[],
  levels: number,
  { random }: { readonly random: Chance }
): Agreement {
  const comparable = cells.filter(isComparable);
  const ratings = comparable.flatMap((cell) => cell.ratings);
  const cities = citiesIn(comparable);
  const [first] = ratings;
  const agreed = pairAgreementOf(comparable);
  if (cities < fewestCities || !first || !agreed) return tooFew(cities);
  const ground: Ground = {
    cities,
    cells: comparable.length,
    assessors: new Set(ratings.map(({ assessor }) => assessor)).size,
    ratings: ratings.length
  };
  const alpha = alphaOf(comparable, levels);
  const interval = intervalOf(comparable, levels, { random });
  if (typeof alpha !== 'number' || !interval) return { kind: 'no-variation', ...ground, value: first.value };
  return { kind: 'computed', ...ground, ...agreed, alpha, interval };
}

/**
 * 100 · Σ_u Σ_k C(n_uk, 2) / Σ_u C(n_u, 2), with n_uk ratings of level k in cell u: every pair counts once, so a cell that more have
 * rated weighs more. Null where there is no pair. Agreement by chance is not taken out: that is what alpha is for.
 */
export function pairAgreementOf(cells: readonly RatedCell[]): PairAgreement | null {
  let [pairs, same] = [0, 0];
  for (const { ratings } of cells) {
    ratings.forEach(({ value }, at) => {
      pairs += at;
      same += ratings.slice(0, at).filter((earlier) => earlier.value === value).length;
    });
  }
  return pairs === 0 ? null : { pairs, same, percent: (100 * same) / pairs };
}
