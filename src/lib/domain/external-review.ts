/**
 * A reading: the version of its findings that a city was asked about, given to somebody outside the study, by name, to comment on until a
 * date. Whoever holds its link reads that text and nothing else, and sees what became of their own comments.
 */
import {
  commentKinds,
  validateCommentText,
  longest as longestOfComment,
  type CommentKind,
  type CommentText
} from './consultation.ts';
import { isDeadline, type Deadline } from './deadline.ts';
import type { Locale } from './locale.ts';
import { isAddress, longestName } from './person.ts';
import { ok, refuse, type Result } from './refusal.ts';
import { outsidersAreHeard, type AssessmentState } from './workflow.ts';

/** `externalReviews` in a round of a city; `comments` through one link. */
export const most = { externalReviews: 100, comments: 200 } as const;

export const longest = { name: longestName, organisation: 160, body: longestOfComment.body } as const;

export interface ExternalReviewInput {
  readonly name: string;
  readonly organisation: string;
  /** Null for somebody of neither side. */
  readonly sideId: string | null;
  /** Where the link is sent; empty where it is handed over in another way. */
  readonly email: string;
  readonly deadline: Deadline | null;
}

/** The wish as it is kept, or the field at fault. `now` is ISO-8601 in UTC. */
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
  /** Whether its text is still what the city is, or was last, asked about. */
  readonly isLatest: boolean;
  readonly state: AssessmentState;
}

export const externalReviewStatuses = ['open', 'ended', 'revoked'] as const;
/** `ended`: by its date, or since the text has gone on to the chairs or back to the experts. */
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

/** What a reader says, as it is kept with all other comments: on a section or the whole, never on a paragraph by itself. */
export const validateReaderComment = ({ kind, language, body }: ReaderComment): Result<CommentText> =>
  validateCommentText({
    stance: 'comment',
    kind: commentKinds.find((known) => known === kind) ?? null,
    language,
    body,
    proposal: ''
  });

/** How whoever said it is named with the comment. */
export const readerName = ({
  name,
  organisation
}: {
  readonly name: string;
  readonly organisation: string;
}): string => `${organisation} · ${name}`;

/** Where the link leads, on this installation. */
export const externalReviewPath = (token: string): string => `/reading/${token}`;
