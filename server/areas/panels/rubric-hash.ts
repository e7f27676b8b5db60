/** Identifies a rubric: SHA-256 over the canonical form of what assessors judge by. */
import { canonicalText, toCanonical } from '#base/canonical.ts';
import type { Rubric } from '#domain/rubric.ts';
import { sha256 } from '#server/files/sha256.ts';

/**
 * Hashes levels, descriptors and indicators; texts about the rubric as a whole, and its rules, are left out.
 */
export const hashOfRubric = ({ levels, outOfLevel, characteristics }: Rubric): string =>
  sha256(canonicalText(toCanonical({ levels, outOfLevel, characteristics })));
