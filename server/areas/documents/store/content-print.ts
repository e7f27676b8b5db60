/** Makes fingerprints of content for which somebody has given a decision: equal content alone has an equal one. */
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { sha256 } from '#server/files/sha256.ts';

export const contentPrint = (content: unknown): string =>
  sha256(canonicalText(toCanonical(content))).slice(0, 32);
