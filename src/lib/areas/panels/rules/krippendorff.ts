/**
 * Computes Krippendorff's alpha over the cells of a panel, and a bootstrap interval for it. Any number of
 * assessors is allowed, and any rating may be missing; the result does not depend on the order of assessors
 * or cities. `agreement.ts` decides whether there are enough data for a statement.
 *
 * Sources: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011),
 * https://repository.upenn.edu/asc_papers/43; Hayes & Krippendorff, "Answering the Call for a Standard
 * Reliability Measure for Coding Data", Communication Methods and Measures 1 (2007), 77–89.
 */
import type { Chance } from '#base/chance.ts';
import { isComparable, type RatedCell, type Rating } from './rating.ts';
import { nearestRank } from './spread.ts';

/**
 * Names the distance function between two levels; ratings of a rubric are ordinal, the other two reproduce
 * published examples.
 */
export type Metric = 'nominal' | 'ordinal' | 'interval';

/**
 * Null where no two assessors rated the same cell; `no-variation` with one level in use, where no
 * disagreement is possible, and 1 − 0/0 is no number.
 */
export type Alpha = number | 'no-variation' | null;

/** Holds the limits of the middle part of the resampled alphas. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  /** Counts the resamples with more than one level, which therefore have an alpha. */
  readonly resamples: number;
}

export interface Resampling {
  readonly random: Chance;
  readonly metric?: Metric;
  readonly resamples?: number;
  /** Gives the share of the resampled alphas that are in the interval. */
  readonly confidence?: number;
}

/**
 * Returns alpha: 1 where all agree, 0 where they agree as if by chance, below 0 where they agree less than
 * that. All cells are on one scale. Throws a RangeError for a value outside the `levels` ranks 0, 1, …; so
 * does `intervalOf`.
 */
export const alphaOf = (cells: readonly RatedCell[], levels: number, metric: Metric = 'ordinal'): Alpha =>
  alphaFrom(pooled(talliesOf(cells, levels), levels), metric);

/**
 * Returns a bootstrap confidence interval of alpha. Cities are sampled with replacement, each with all its
 * cells, and alpha is computed anew, marginals included, as Zapf, Castell, Morawietz & Karch, "Measuring
 * inter-rater reliability for nominal data", BMC Medical Research Methodology 16:93 (2016), resample units.
 * The algorithm of Hayes & Krippendorff samples pairs of ratings as if they were independent, which those of
 * one city are not. Percentiles are by nearest rank. With few cities such an interval is too narrow (Hughes,
 * arXiv:2210.13265), and perfect agreement always has [1, 1]. Returns null where alpha is no number.
 */
export function intervalOf(
  cells: readonly RatedCell[],
  levels: number,
  { random, metric = 'ordinal', resamples = 1_000, confidence = 0.95 }: Resampling
): Interval | null {
  const tallies = talliesOf(cells, levels);
  if (typeof alphaFrom(pooled(tallies, levels), metric) !== 'number') return null;
  const alphas: number[] = [];
  for (let n = 0; n < resamples; n++) {
    const resample = tallies.flatMap(() => tallies[Math.floor(random() * tallies.length)] ?? []);
    const alpha = alphaFrom(pooled(resample, levels), metric);
    if (typeof alpha === 'number') alphas.push(alpha);
  }
  alphas.sort((a, b) => a - b);
  const [from, to] = [nearestRank(alphas, (1 - confidence) / 2), nearestRank(alphas, (1 + confidence) / 2)];
  if (from === undefined || to === undefined)
    throw new Error(`None of ${resamples} resamples had two levels: random() gives no chance.`);
  return { from, to, resamples: alphas.length };
}

/** Holds the coincidences of some cells. */
interface Tally {
  /** Holds n_c: how many of the ratings that can be paired name the level c. */
  readonly totals: Float64Array;
  /**
   * Holds o_ck = Σ over cells of (pairs of a rating c and another k) / (m − 1), row by row; m is the count of
   * ratings of the cell.
   */
  readonly pairs: Float64Array;
}

/**
 * Returns one tally per city, in an order that depends on the ratings alone: sums of fractions and the
 * sampled cities must not depend on the order in which the database lists them. A cell with a single rating
 * has no pair and is not counted.
 */
function talliesOf(cells: readonly RatedCell[], levels: number): Tally[] {
  const countsOfCities = new Map<string, number[][]>();
  for (const cell of cells) {
    const counts = countsOf(cell.ratings, levels);
    if (isComparable(cell)) countsOfCities.set(cell.city, [...(countsOfCities.get(cell.city) ?? []), counts]);
  }
  const keyed = Array.from(countsOfCities.values(), (all) => {
    const ordered = all.map((counts) => ({ counts, key: counts.join() })).sort(byKey);
    return {
      tally: pooled(
        ordered.map(({ counts }) => tallyOf(counts)),
        levels
      ),
      key: ordered.map(({ key }) => key).join(';')
    };
  });
  return keyed.sort(byKey).map(({ tally }) => tally);
}

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0;

function countsOf(ratings: readonly Rating[], levels: number): number[] {
  const counts = Array<number>(levels).fill(0);
  for (const { value } of ratings) {
    const count = counts[value];
    if (count === undefined) throw new RangeError(`${value} is none of ${levels} levels.`);
    counts[value] = count + 1;
  }
  return counts;
}

function tallyOf(counts: readonly number[]): Tally {
  const others = counts.reduce((sum, count) => sum + count, 0) - 1;
  const pairs = counts.flatMap((a, c) => counts.map((b, k) => (a * (c === k ? b - 1 : b)) / others));
  return { totals: Float64Array.from(counts), pairs: Float64Array.from(pairs) };
}

function pooled(tallies: readonly Tally[], levels: number): Tally {
  const sum = { totals: new Float64Array(levels), pairs: new Float64Array(levels * levels) };
  for (const { totals, pairs } of tallies) {
    for (let c = 0; c < totals.length; c++) sum.totals[c] = (sum.totals[c] ?? 0) + (totals[c] ?? 0);
    for (let index = 0; index < pairs.length; index++)
      sum.pairs[index] = (sum.pairs[index] ?? 0) + (pairs[index] ?? 0);
  }
  return sum;
}

/** Computes α = 1 − (n − 1) · Σ o_ck δ²_ck / Σ n_c n_k δ²_ck, both sums over c < k. */
function alphaFrom({ totals, pairs }: Tally, metric: Metric): Alpha {
  const levels = totals.length;
  const all = totals.reduce((sum, total) => sum + total, 0);
  if (all === 0) return null;
  const positions = metric === 'ordinal' ? middleRanks(totals) : totals.map((_, c) => c);
  let [observed, expected] = [0, 0];
  for (let c = 0; c < levels; c++) {
    for (let k = c + 1; k < levels; k++) {
      const apart = metric === 'nominal' ? 1 : ((positions[k] ?? 0) - (positions[c] ?? 0)) ** 2;
      observed += (pairs[c * levels + k] ?? 0) * apart;
      expected += (totals[c] ?? 0) * (totals[k] ?? 0) * apart;
    }
  }
  return expected === 0 ? 'no-variation' : 1 - ((all - 1) * observed) / expected;
}

/**
 * The distance of ordinal levels is the number of ratings between them: δ_ck = Σ n_g for g from c to k − (n_c
 * + n_k) / 2, which is the difference of their middle ranks.
 */
function middleRanks(totals: Float64Array): Float64Array {
  let below = 0;
  return totals.map((total) => {
    below += total;
    return below - total / 2;
  });
}
