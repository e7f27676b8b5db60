/** Reads from the query of a request what is to be tagged. */
import { parseCodingTarget, type CodingTarget } from '#domain/coding.ts';
import type { Result } from '#domain/refusal.ts';

export function codingTargetIn(query: URLSearchParams): Result<CodingTarget> {
  const { city, chapter, section, ...rest } = Object.fromEntries(query);
  const place = { section, ...(city === undefined ? { chapter } : { city }) };
  return parseCodingTarget({ ...rest, place, city });
}
