/**
 * Gives the version that is in consultation with a city to a person outside, by a link; stores their comments
 * among all others, and shows them what became of them. Through the link they reach that text and their own
 * comments, and nothing else.
 */
import { dayIn } from '#base/calendar.ts';
import { validateLocation } from '#rules/consultation/comment-location.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import { isToken } from '#rules/people/invitation.ts';
import type { AssessmentAbility } from '#base/abilities.ts';
import {
  validateReaderComment,
  most,
  readerName,
  type ReaderComment,
  type ExternalReviewStatus
} from '#rules/consultation/external-review.ts';
import { refuse, type Result } from '#base/refusal.ts';
import { hashOfToken } from '#server/auth/link-token.ts';
import { admitAttempt, recordSuccess } from '#server/auth/throttle.ts';
import { blankComment, insertCityComments, lastNumber } from './store/city-comments.ts';
import {
  insertExternalReviewComment,
  listExternalReviewComments,
  listExternalReviews
} from './store/external-reviews.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { asResult, refused, take } from '#server/commands/refused.ts';
import type { LinkHolder, Subject } from '#server/commands/subject.ts';
import { consultationSubject } from './consultation-subject.ts';
import { sectionsOfVersion } from './consultation-texts.ts';
import {
  type ExternalReviewView,
  type LoadedReview,
  findReview,
  shownOf,
  statusAt,
  status
} from './external-review-view.ts';
import { type ExternalReviewTools, give, revoke } from './external-review-links.ts';

export interface GivenExternalReview {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly sideId: string | null;
  readonly deadline: Deadline;
  readonly status: ExternalReviewStatus;
  readonly comments: number;
}

const command = commandsOf<ExternalReviewTools>();
const read = readsOf<ExternalReviewTools>();

/** For those who may give them, newest first. */
const list = read(
  {
    name: 'external-reviews.list',
    subject: { ...consultationSubject, whyNot: () => 'forbidden' as const },
    needs: 'consultation.show'
  },
  async ({ db, deps, subject: { study, assessment, round } }): Promise<GivenExternalReview[]> => {
    const at = deps.now().toISOString();
    return (await listExternalReviews(db, study.id, assessment.cityId)).map((row) => ({
      id: row.id,
      name: row.name,
      organisation: row.organisation,
      sideId: row.sideId,
      comments: row.comments,
      deadline: { at: row.deadline, zone: row.deadlineZone },
      status: status(row, round, assessment.state, at)
    }));
  }
);

/** States a review as the holder of its link finds it, who reads what is in consultation. */
const linkSubject: Subject<LinkHolder, [tokenHash: string], LoadedReview, AssessmentAbility, 'assessment'> = {
  name: 'external review',
  keyParts: 1,
  find: findReview,
  abilities: ({ link }, { review }) =>
    new Set(link === review.tokenHash ? (['consultation.read'] as const) : []),
  sees: 'consultation.read',
  studyOf: ({ study }) => study.id,
  locks: {
    assessment: ({ study, review }) => ({
      kind: 'assessment',
      studyId: study.id,
      cityId: review.cityId
    })
  }
};

/** Stores a comment of a link's holder. The lock keeps steps of the city from coming between the check and the write. */
const receive = command(
  {
    name: 'external-reviews.comment',
    subject: linkSubject,
    needs: 'consultation.read',
    locks: ['assessment']
  },
  async ({ trx, at, deps, append, subject }, text: ReaderComment) => {
    const { review, study, round } = subject;
    const present = statusAt(subject, at);
    if (present !== 'open' || !round)
      throw refused(present === 'revoked' ? 'link-revoked' : 'deadline-passed');
    const checked = take(validateReaderComment(text));
    const location = take(
      validateLocation(await sectionsOfVersion(trx, study.id, review.versionId), {
        section: text.section,
        blockId: null,
        quote: ''
      })
    );
    if ((await listExternalReviewComments(trx, review.id)).length >= most.comments) throw refused('too-many');
    const id = deps.newId();
    const number = (await lastNumber(trx, round.id)) + 1;
    await insertCityComments(trx, [
      {
        ...blankComment,
        ...checked,
        ...location,
        id,
        studyId: study.id,
        consultationId: round.id,
        cityId: review.cityId,
        number,
        origin: 'reader',
        originName: readerName(review),
        originSide: review.sideId,
        originOn: dayIn(review.deadlineZone, at),
        userId: review.userId,
        at,
        submittedAt: at
      }
    ]);
    await insertExternalReviewComment(trx, { commentId: id, studyId: study.id, readingId: review.id });
    append({
      kind: 'city-comment.received',
      needs: 'consultation.read',
      cityId: review.cityId,
      documentId: round.documentId,
      payload: { commentId: id, number }
    });
    return { id };
  }
);

export type ExternalReviews = ReturnType<typeof createExternalReviews>;

/** Returns the hash by which a link is found; no link has that of what is no token. */
const linkOf = (token: string): string => (isToken(token) ? hashOfToken(token) : '');

export const createExternalReviews = (tools: ExternalReviewTools) => {
  const { now, limit } = tools;
  const { db } = tools.store;
  const received = receive.bindTo(tools);
  return {
    ...bind(tools, { list, give, revoke }),

    /** Is what `comment` gives once the attempt is admitted; nothing else calls it. */
    received,

    /**
     * Returns what a link shows to its holder; looking changes nothing. `address` is the caller's network
     * address.
     */
    look: async (
      token: string,
      section: string | null,
      address: string
    ): Promise<Result<ExternalReviewView>> => {
      const admitted = limit.admit(address);
      if (!admitted.ok) return admitted;
      const found = await findReview(db, linkOf(token));
      if (!found) return refuse('not-found');
      return asResult(() => shownOf(db, found, section, statusAt(found, now().toISOString())));
    },

    comment: async (
      token: string,
      text: ReaderComment,
      address: string
    ): Promise<Result<{ readonly id: string }>> => {
      const attempt = { email: `reading:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const holder: LinkHolder = { link: linkOf(token) };
      const outcome = await received(holder, holder.link, text);
      if (outcome.ok) await recordSuccess(db, attempt);
      return outcome;
    }
  };
};
