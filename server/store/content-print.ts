/** Makes fingerprints of content for which somebody has given a decision: equal content alone has an equal one. */
import { createHash } from 'node:crypto';
import { canonicalText, toCanonical } from '#domain/version.ts';

export const contentPrint = (content: unknown): string =>
  createHash('sha256')
    .update(canonicalText(toCanonical(content)))
    .digest('hex')
    .slice(0, 32);
