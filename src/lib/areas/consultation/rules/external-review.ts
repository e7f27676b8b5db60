/**
 * Defines an external review: the version of its findings on which a city was consulted is given to a named
 * person outside the study to comment on until a date. The bearer of its link can read that text and nothing
 * else, and can see what became of their own comments.
 */
import {
  commentKinds,
  validateCommentText,
  longest as longestOfComment,
  type CommentKind,
  type CommentText
} from './consultation.ts';
import { isDeadline, type Deadline } from '#rules/assessments/deadline.ts';
import type { Locale } from '#base/locale.ts';
import { isAddress, longestName } from '#rules/people/person.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { outsidersAreHeard, type AssessmentState } from '#base/states.ts';

/**
 * Limits the external reviews of one round of a city (`externalReviews`), and the comments through one link
 * (`comments`).
 */
export const most = { externalReviews: 100, comments: 200 } as const;

export const longest = { name: longestName, organisation: 160, body: longestOfComment.body } as const;

export interface ExternalReviewInput {
  readonly name: string;
  readonly organisation: string;
  /** Null for a person of neither side. */
  readonly sideId: string | null;
  /** Holds the address to which the link is sent; empty where it is handed over by other means. */
  readonly email: string;
  readonly deadline: Deadline | null;
}

/** Returns the input as it is stored, or names the field at fault. `now` is ISO-8601 in UTC. */
export function validateExternalReview(
  input: ExternalReviewInput,
  sides: readonly { readonly id: string }[],
  now: string
): Result<ExternalReviewInput & { readonly deadline: Deadline }> {
  const [name, organisation, email] = [input.name.trim(), input.organisation.trim(), input.email.trim()];
  if (name === '') return refuse('invalid', { field: 'name' });
  if (organisation === '') return refuse('invalid', { field: 'organisation' });
  if (name.length > longest.name) return refuse('too-large', { field: 'name' });
  if (organisation.length > longest.organisation) return refuse('too-large', { field: 'organisation' });
  if (input.sideId !== null && !sides.some(({ id }) => id === input.sideId))
    return refuse('invalid', { field: 'side' });
  if (email !== '' && !isAddress(email)) return refuse('invalid', { field: 'email' });
  if (input.deadline === null) return refuse('deadline-required', { field: 'deadline' });
  if (!isDeadline(input.deadline)) return refuse('invalid', { field: 'deadline' });
  if (input.deadline.at <= now) return refuse('deadline-too-soon', { field: 'deadline' });
  return ok({ name, organisation, email, sideId: input.sideId, deadline: input.deadline });
}

export interface ExternalReviewFacts {
  readonly deadline: string;
  readonly revokedAt: string | null;
  /** Is true while its text is the version on which the city is, or was last, consulted. */
  readonly isLatest: boolean;
  readonly state: AssessmentState;
}

export const externalReviewStatuses = ['open', 'ended', 'revoked'] as const;
/** `ended`: the deadline has passed, or the text has gone on to the chairs or back to the experts. */
export type ExternalReviewStatus = (typeof externalReviewStatuses)[number];

/** `now` is ISO-8601 in UTC. */
export function statusOf(
  { deadline, revokedAt, isLatest, state }: ExternalReviewFacts,
  now: string
): ExternalReviewStatus {
  if (revokedAt !== null) return 'revoked';
  return isLatest && outsidersAreHeard(state) && now < deadline ? 'open' : 'ended';
}

export interface ReaderComment {
  readonly kind: CommentKind | null;
  readonly language: Locale;
  readonly body: string;
  /** Null for the whole. */
  readonly section: string | null;
}

/**
 * Returns the comment of a reader as it is stored with all other comments: on a section or the whole, never
 * on a single paragraph.
 */
export const validateReaderComment = ({ kind, language, body }: ReaderComment): Result<CommentText> =>
  validateCommentText({
    stance: 'comment',
    kind: commentKinds.find((known) => known === kind) ?? null,
    language,
    body,
    proposal: ''
  });

export const readerName = ({
  name,
  organisation
}: {
  readonly name: string;
  readonly organisation: string;
}): string => `${organisation} · ${name}`;

export const externalReviewPath = (token: string): string => `/external-review/${token}`;
