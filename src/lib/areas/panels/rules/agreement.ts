/**
 * Computes how far assessors agree: for one characteristic over its cities, or for a study, whose cells then
 * share one scale. It never computes agreement for one cell, and never compares cities; below `fewestCities`
 * it reports only that there are too few.
 */
import type { Chance } from '#base/chance.ts';
import { alphaOf, intervalOf, type Interval } from './krippendorff.ts';
import { citiesIn, fewestCities, isComparable, tooFew, type RatedCell, type TooFew } from './rating.ts';

/** Counts, among all pairs of assessors of the same cell over all cells, those that named the same level. */
export interface PairAgreement {
  readonly pairs: number;
  readonly same: number;
  /** Ranges from 0 to 100, not rounded. */
  readonly percent: number;
}

/**
 * Describes the data that the outcome rests on: comparable cells only, that is, those that two or more
 * assessors rated.
 */
interface Ground {
  readonly cities: number;
  readonly cells: number;
  readonly assessors: number;
  readonly ratings: number;
}

export type Agreement =
  | TooFew
  /**
   * All ratings name one level. Agreement is complete but carries no information, since no other level was
   * used.
   */
  | (Ground & { readonly kind: 'no-variation'; readonly value: number })
  | (Ground &
      PairAgreement & { readonly kind: 'computed'; readonly alpha: number; readonly interval: Interval });

/**
 * `levels` is the number of levels of the scale. The same cells and the same random sequence give the same
 * interval, in whatever order the cells are listed.
 */
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
 * Returns the percentage of pairs that agree: 100 · Σ_u Σ_k C(n_uk, 2) / Σ_u C(n_u, 2), with n_uk ratings of
 * level k in cell u. Every pair counts once, so a cell with more ratings weighs more. Null where there is no
 * pair. Agreement by chance is not subtracted; alpha does that.
 */
export function pairAgreementOf(cells: readonly RatedCell[]): PairAgreement | null {
  let [pairs, same] = [0, 0];
  for (const { ratings } of cells) {
    ratings.forEach(({ value }, index) => {
      pairs += index;
      same += ratings.slice(0, index).filter((earlier) => earlier.value === value).length;
    });
  }
  return pairs === 0 ? null : { pairs, same, percent: (100 * same) / pairs };
}
