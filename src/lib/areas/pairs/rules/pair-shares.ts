import { pairStates } from './pair-states.ts';
import type { PairCounts } from './pair-counts.ts';

/** Each a share of the pairs, from 0 to 1. */
export interface PairShares {
  /** Counts pairs with words in both languages that are no unread machine draft. */
  readonly translated: number;
  /** Counts pairs of which somebody has confirmed that both say the same as they are now. */
  readonly confirmed: number;
  /** Counts pairs that a second reader has checked. */
  readonly checked: number;
}

/** Null for a text without pairs. */
export function sharesOf(counts: PairCounts): PairShares | null {
  const all = allPairs(counts);
  if (all === 0) return null;
  const shareOf = (count: number): number => count / all;
  return {
    translated: shareOf(all - counts.missing - counts.machine),
    confirmed: shareOf(counts.current + counts.checked),
    checked: shareOf(counts.checked)
  };
}

export const allPairs = (counts: PairCounts): number =>
  pairStates.reduce((sum, state) => sum + counts[state], 0);
