/**
 * Says how much of a machine draft is still as the service wrote it: the share of the draft's tokens that are
 * kept, in their order. Tokens are words, and in Chinese characters, for which another share would be misleading.
 */
import { diffLists } from '#base/diff.ts';
import { comparedTokens } from './memory-index.ts';

/**
 * Sets the share above which a draft counts as untouched: the user who accepts it is asked to say so by name.
 */
export const untouchedLimit = 0.7;

/** A passage with more has been written anew. */
const mostDifferences = 4_000;

/** Returns the share between 0 and 1 of the longer of both texts that is as in the draft. */
export function untouchedShare(draft: string, now: string): number {
  const [before, after] = [comparedTokens(draft), comparedTokens(now)];
  const longer = Math.max(before.length, after.length);
  if (longer === 0) return draft.trim() === now.trim() ? 1 : 0;
  const kept = diffLists(before, after, mostDifferences).reduce(
    (sum, { edit, length }) => sum + (edit === 'kept' ? length : 0),
    0
  );
  return kept / longer;
}
