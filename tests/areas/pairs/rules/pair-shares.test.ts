/** Promise: a list of texts tells how much of each is in both languages, confirmed and checked. */
import { describe, expect, it } from 'vitest';
import { allPairs, sharesOf } from '#rules/pairs/pair-shares.ts';
import { noPairCounts } from '#rules/pairs/pair-counts.ts';

describe('the progress of a text', () => {
  it('counts what is missing and unread machine drafts as not translated (R225)', () => {
    const counts = { ...noPairCounts, missing: 1, machine: 1, draft: 3, stale: 1, current: 2, checked: 2 };
    expect(allPairs(counts)).toBe(10);
    expect(sharesOf(counts)).toEqual({ translated: 0.8, confirmed: 0.4, checked: 0.2 });
  });

  it('is nothing for a text without passages', () => {
    expect(sharesOf(noPairCounts)).toBeNull();
  });
});
