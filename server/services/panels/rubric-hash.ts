/** What tells one rubric from another: SHA-256 over the canonical form of what assessors judge by. */
import { canonicalText, toCanonical } from '#domain/version.ts';
import type { Rubric } from '#domain/rubric.ts';
import { sha256 } from '../sha256.ts';

/** Words about the rubric as a whole, and its rules, are no part of it: levels, descriptors and indicators are. */
export const hashOfRubric = ({ levels, outOfLevel, characteristics }: Rubric): string =>
  sha256(canonicalText(toCanonical({ levels, outOfLevel, characteristics })));
