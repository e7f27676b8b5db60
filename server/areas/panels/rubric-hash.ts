/** Identifies a rubric: SHA-256 over the canonical form of what assessors judge by. */
import { canonicalText, toCanonical } from '#base/canonical.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { sha256 } from '#server/files/sha256.ts';

const hashes = new WeakMap<Rubric, string>();

/**
 * Hashes levels, descriptors and indicators; texts about the rubric as a whole, and its rules, are left out. A stored rubric
 * is parsed once and never changed, so it is hashed once.
 */
export function hashOfRubric(rubric: Rubric): string {
  const { levels, outOfLevel, characteristics } = rubric;
  const hash =
    hashes.get(rubric) ?? sha256(canonicalText(toCanonical({ levels, outOfLevel, characteristics })));
  hashes.set(rubric, hash);
  return hash;
}
