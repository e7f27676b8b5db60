/** Shares as they were printed: where those of one city do not add up to 100 per cent it is said, and none is corrected. */
import type { Indicator } from './record.ts';

export interface SharesReport {
  readonly shares: readonly Indicator[];
  /** Per cent. */
  readonly printed: number;
  /** What remains may not have been given; more than 100 cannot be. */
  readonly kind: 'less' | 'more';
}

/** Null where the figures hold no shares, or their shares add up. */
export function reportShares(figures: readonly Indicator[]): SharesReport | null {
  const shares = figures.filter(({ unit, value }) => unit === 'percent' && value !== null);
  if (shares.length === 0) return null;
  const printed = Number(shares.reduce((sum, { value }) => sum + (value ?? 0), 0).toFixed(6));
  return printed === 100 ? null : { shares, printed, kind: printed < 100 ? 'less' : 'more' };
}
