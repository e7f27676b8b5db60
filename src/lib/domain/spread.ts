/**
 * Where the ratings of one cell lie, told by levels that somebody named: levels are ordered, so there is no mean of them and nothing
 * half-way between two. It describes; how far a panel agrees is said over cities only: see `agreement.ts`.
 */
export interface Spread {
  readonly ratings: number;
  readonly lowest: number;
  readonly lowerQuartile: number;
  /** The two are one where the number of ratings is odd, or where both in the middle name the same level. */
  readonly lowerMedian: number;
  readonly upperMedian: number;
  readonly upperQuartile: number;
  readonly highest: number;
}

/**
 * The value in an ordered list below or at which at least that share of it lies: at place ⌈share · n⌉ (nearest rank; the first
 * definition of Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996). Undefined for an empty list.
 */
export const nearestRank = <T>(ordered: readonly T[], share: number): T | undefined =>
  ordered[Math.max(1, Math.ceil(share * ordered.length)) - 1];

/**
 * Quartiles and medians by nearest rank, the lower ones counted from below and the upper ones from above, so that a scale turned round
 * turns the answer round. Where the number of ratings is divisible by four this upper quartile is one place above the usual one: the
 * middle half is told wider rather than narrower. Null where nobody rated.
 */
export function spreadOf(values: readonly number[]): Spread | null {
  const rising = [...values].sort((a, b) => a - b);
  const falling = rising.toReversed();
  const [lowest, highest] = [rising[0], falling[0]];
  const [lowerQuartile, upperQuartile] = [nearestRank(rising, 1 / 4), nearestRank(falling, 1 / 4)];
  const [lowerMedian, upperMedian] = [nearestRank(rising, 1 / 2), nearestRank(falling, 1 / 2)];
  if (
    lowest === undefined ||
    highest === undefined ||
    lowerQuartile === undefined ||
    upperQuartile === undefined
  )
    return null;
  if (lowerMedian === undefined || upperMedian === undefined) return null;
  return { ratings: values.length, lowest, lowerQuartile, lowerMedian, upperMedian, upperQuartile, highest };
}
