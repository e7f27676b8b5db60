/**
 * Defines a clarification, a request to a city about one question after it has submitted: its text and its
 * states.
 */
import type { Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export interface WrittenText {
  readonly text: string;
  readonly language: Locale;
}

/** Limits a question, or a note to an answer, to some sentences. */
export const longestText = 4_000;

export function validateQuestion({ text, language }: WrittenText): Result<WrittenText> {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('invalid', { field: 'body' });
  return trimmed.length > longestText
    ? refuse('too-large', { field: 'body' })
    : ok({ text: trimmed, language });
}

/** A note may be omitted if the answer alone is enough. */
export function validateNote({ text, language }: WrittenText): Result<WrittenText | null> {
  const trimmed = text.trim();
  if (trimmed.length > longestText) return refuse('too-large', { field: 'note' });
  return ok(trimmed === '' ? null : { text: trimmed, language });
}

export const clarificationStates = ['open', 'returned', 'withdrawn'] as const;
export type ClarificationState = (typeof clarificationStates)[number];

interface Course {
  readonly closedGeneration: number | null;
  readonly withdrawnAt: string | null;
  readonly isChanged: 0 | 1 | null;
  readonly reviewedAt: string | null;
}

export const stateOf = ({
  closedGeneration,
  withdrawnAt
}: Pick<Course, 'closedGeneration' | 'withdrawnAt'>): ClarificationState =>
  closedGeneration === null ? 'open' : withdrawnAt === null ? 'returned' : 'withdrawn';

/** Checks whether the answer has changed and no one has reviewed the findings that rest on it. */
export const awaitsReview = (one: Course): boolean =>
  stateOf(one) === 'returned' && one.isChanged === 1 && one.reviewedAt === null;
