/** Reads from the query of a request what is to be tagged, and with which new code. */
import { parseCodingTarget, type CodingTarget } from '#rules/coding/coding.ts';
import type { Result } from '#base/refusal.ts';
import { bilingualIn, textOrNull } from '#lib/forms/fields.ts';
import type { BriefCode } from '#areas/coding';

export function codingTargetIn(query: URLSearchParams): Result<CodingTarget> {
  const { city, chapter, section, ...rest } = Object.fromEntries(query);
  const place = { section, ...(city === undefined ? { chapter } : { city }) };
  return parseCodingTarget({ ...rest, place, city });
}

/** Null where the query names one that exists. */
export const newCodeIn = (query: URLSearchParams): BriefCode | null =>
  query.has('code') ? null : { label: bilingualIn(query, 'label'), parentId: textOrNull(query, 'parentId') };
