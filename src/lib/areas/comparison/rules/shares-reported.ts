/** Reports printed shares of one city that do not add up to 100 per cent; none is corrected. */
import type { Indicator } from '#rules/framework/record.ts';

export interface SharesReport {
  readonly shares: readonly Indicator[];
  /** Holds the sum of the printed shares, in per cent. */
  readonly printed: number;
  /**
   * Names the direction of the deviation: the rest may not have been given; more than 100 cannot be right.
   */
  readonly kind: 'less' | 'more';
}

/** Null where the figures hold no shares, or their shares add up. */
export function reportShares(figures: readonly Indicator[]): SharesReport | null {
  const shares = figures.filter(({ unit, value }) => unit === 'percent' && value !== null);
  if (shares.length === 0) return null;
  const printed = Number(shares.reduce((sum, { value }) => sum + (value ?? 0), 0).toFixed(6));
  return printed === 100 ? null : { shares, printed, kind: printed < 100 ? 'less' : 'more' };
}
