/**
 * Describes the distribution of the ratings of one cell by actual levels: levels are ordered, so there is no
 * mean of them and no value between two. Agreement of a panel is computed over cities only: see
 * `agreement.ts`.
 */
export interface Spread {
  readonly ratings: number;
  readonly lowest: number;
  readonly lowerQuartile: number;
  /**
   * Equals the upper median where the number of ratings is odd, or where both middle ratings name the same
   * level.
   */
  readonly lowerMedian: number;
  readonly upperMedian: number;
  readonly upperQuartile: number;
  readonly highest: number;
}

/**
 * Returns the value in an ordered list at or below which at least that share of it lies: at position ⌈share ·
 * n⌉ (nearest rank; the first definition of Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996).
 * Undefined for an empty list.
 */
export const nearestRank = <T>(ordered: readonly T[], share: number): T | undefined =>
  ordered[Math.max(1, Math.ceil(share * ordered.length)) - 1];

/**
 * Returns quartiles and medians by nearest rank, the lower ones counted from below and the upper ones from
 * above, so that a reversed scale reverses the result. Where the number of ratings is divisible by four, this
 * upper quartile is one position above the usual one: the middle half is wider rather than narrower. Null
 * where there is no rating.
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
