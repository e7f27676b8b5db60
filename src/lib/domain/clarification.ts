/** What a city is asked once more about one question after it has submitted: the words of it, and what may become of it. */
import type { Locale } from './locale.ts';
import { ok, refuse, type Result } from './refusal.ts';

export interface WrittenText {
  readonly text: string;
  readonly language: Locale;
}

/** A question, or a note to an answer: some sentences. */
export const longestText = 4_000;

export function validateQuestion({ text, language }: WrittenText): Result<WrittenText> {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('invalid', { field: 'body' });
  return trimmed.length > longestText
    ? refuse('too-large', { field: 'body' })
    : ok({ text: trimmed, language });
}

/** A note may be left out: the answer speaks for itself. */
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

/** The answer has changed, and nobody has looked at the findings that rest on it. */
export const awaitsReview = (one: Course): boolean =>
  stateOf(one) === 'returned' && one.isChanged === 1 && one.reviewedAt === null;
