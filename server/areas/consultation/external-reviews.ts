/**
 * Gives the version that is in consultation with a city to a person outside, by a link; stores their comments
 * among all others, and shows them what became of them. Through the link they reach that text and their own
 * comments, and nothing else.
 */
import { dayIn } from '#base/calendar.ts';
import type { Side, Study } from '#rules/study/study.ts';
import type { CommentKind, Disposition } from '#rules/consultation/consultation.ts';
import { validateLocation } from '#rules/consultation/comment-location.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import { factsIn } from '#rules/answers/fact.ts';
import { cellsIn, levelChipsFrom, type LevelChipNames, type LevelChips } from '#rules/panels/level-chip.ts';
import { isToken } from '#rules/people/invitation.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { AssessmentAbility } from '#base/abilities.ts';
import {
  validateReaderComment,
  validateExternalReview,
  most,
  readerName,
  externalReviewPath,
  statusOf,
  type ReaderComment,
  type ExternalReviewStatus,
  type ExternalReviewInput
} from '#rules/consultation/external-review.ts';
import { refuse, type Result } from '#base/refusal.ts';
import type { SectionContent } from '#base/content.ts';
import type { AssessmentState } from '#base/states.ts';
import type { Limit } from '#server/auth/limit.ts';
import { hashOfToken, makeToken } from '#server/auth/link-token.ts';
import { admitAttempt, recordSuccess } from '#server/auth/throttle.ts';
import type { Config } from '#server/process/config.ts';
import { externalReviewMail } from '#server/mail/external-review-mail.ts';
import { findAssessment, type Assessment, findFrameworkOfCity } from '#areas/assessments';
import { findCity } from '#areas/cities';
import { blankComment, insertCityComments, lastNumber } from './store/city-comments.ts';
import { findLatestConsultation, type CityCommentRow, type ConsultationRow } from './store/consultations.ts';
import { linkMark, type LinkSeal } from '#server/mail/link-seal.ts';
import { forgetMailWithLink, insertMailWithLink } from '#server/mail/stored-mail.ts';
import type { Db } from '#server/store/open.ts';
import {
  countExternalReviews,
  findExternalReview,
  insertExternalReview,
  insertExternalReviewComment,
  listExternalReviewComments,
  listExternalReviews,
  revokeExternalReview,
  type ExternalReviewRow
} from './store/external-reviews.ts';
import { findStudyById } from '#areas/study';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Decision } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { asResult, refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { LinkHolder, Subject } from '#server/commands/subject.ts';
import { consultationSubject } from './consultation-subject.ts';
import { sectionNames, sectionsOfVersion, type SectionName } from './consultation-texts.ts';
import { levelChipNames } from '#areas/documents';

/** Describes one external review of the draft: its reader and its status. */
export interface GivenExternalReview {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly sideId: string | null;
  readonly deadline: Deadline;
  readonly status: ExternalReviewStatus;
  readonly comments: number;
}

/** Describes a comment as its author reads it again. */
export interface OwnComment {
  readonly id: string;
  readonly section: string | null;
  readonly kind: CommentKind | null;
  readonly language: Locale;
  readonly body: string;
  readonly at: string;
  readonly reply: {
    readonly disposition: Disposition;
    readonly reason: Bilingual;
    readonly at: string;
  } | null;
}

/** Describes what a link shows. A revoked link shows nothing except that it is revoked. */
export type ExternalReviewView =
  | { readonly status: 'revoked' }
  | {
      readonly status: 'open' | 'ended';
      readonly study: Bilingual;
      readonly city: Bilingual;
      readonly side: Side;
      readonly reader: { readonly name: string; readonly organisation: string };
      readonly deadline: Deadline;
      readonly sections: readonly SectionName[];
      /** Holds the section that is shown; null once the review has ended. */
      readonly text: SectionContent | null;
      /**
       * Names the cells that the text refers to. Their levels are never shown outside: a link gives the text,
       * and no result of a panel.
       */
      readonly levelChips: LevelChips;
      readonly comments: readonly OwnComment[];
    };

export interface ExternalReviewTools extends CommandDeps {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly limit: Limit;
}

const command = commandsOf<ExternalReviewTools>();
const read = readsOf<ExternalReviewTools>();

/** Lists the external reviews for those who may give them, newest first. */
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

/**
 * Gives the text to a person. The link is shown once, here and in the mail; it is not stored. `locale` is
 * the language that the mail begins with.
 */
const give = command(
  {
    name: 'external-reviews.give',
    subject: consultationSubject,
    needs: 'consultation.show',
    locks: ['assessment']
  },
  async (decision, input: ExternalReviewInput, locale: Locale) => {
    const { trx, at, deps, acting, append, subject } = decision;
    const { study, assessment, round } = subject;
    const { cityId } = assessment;
    if (!round || round.outcome === 'called-off') throw refused('wrong-state');
    const checked = take(validateExternalReview(input, study.sides, at));
    const { name, organisation, sideId, deadline } = checked;
    if ((await countExternalReviews(trx, round.id)) >= most.externalReviews) throw refused('too-many');
    const id = deps.newId();
    const token = makeToken(deps.newId);
    await insertExternalReview(trx, {
      id,
      studyId: study.id,
      cityId,
      consultationId: round.id,
      versionId: round.versionId,
      name,
      organisation,
      sideId,
      tokenHash: hashOfToken(token),
      deadline: deadline.at,
      deadlineZone: deadline.zone,
      userId: acting.userId,
      at,
      revokedAt: null,
      revokedBy: null
    });
    const link = `${deps.config.origin}${externalReviewPath(token)}`;
    const isSent = await writeOfReview(decision, id, link, checked, locale);
    // The log cannot be deleted: the person's identity is stored in the row alone.
    append({
      kind: 'reading.given',
      needs: 'versions.read',
      cityId,
      documentId: round.documentId,
      payload: { readingId: id, sideId, until: deadline.at }
    });
    return { link, name, isSent };
  }
);

/** Writes the mail with the link; false without a mail server, since the link would stay unsent in the outbox. */
async function writeOfReview(
  {
    trx,
    at,
    deps: { config, linkSeal },
    actor,
    subject: { study, assessment }
  }: Decision<ExternalReviewTools, typeof consultationSubject, undefined>,
  id: string,
  link: string,
  { name, email, deadline }: Pick<ExternalReviewInput, 'name' | 'email'> & { readonly deadline: Deadline },
  locale: Locale
): Promise<boolean> {
  if (config.smtp === null || email === '') return false;
  const city = (await findCity(trx, study.id, assessment.cityId))?.name ?? { en: '', zh: '' };
  const text = {
    study: study.title,
    city,
    name,
    givenBy: actor.name,
    deadline,
    address: email,
    link: linkMark,
    origin: config.origin,
    locale
  };
  await insertMailWithLink(trx, {
    ...externalReviewMail(text),
    id,
    sealedLink: linkSeal.seal(id, link),
    kind: 'reading',
    studyId: study.id,
    address: email,
    locale,
    at
  });
  return true;
}

const revoke = command(
  {
    name: 'external-reviews.revoke',
    subject: consultationSubject,
    needs: 'consultation.show',
    locks: ['assessment']
  },
  async ({ trx, at, acting, append, subject: { study, assessment, round } }, id: string) => {
    const { cityId } = assessment;
    const by = { userId: acting.userId, at };
    if (!(await revokeExternalReview(trx, { studyId: study.id, cityId, id }, by))) throw refused('not-found');
    await forgetMailWithLink(trx, id);
    append({
      kind: 'reading.revoked',
      needs: 'versions.read',
      cityId,
      ...(round ? { documentId: round.documentId } : {}),
      payload: { readingId: id }
    });
    return null;
  }
);

interface LoadedReview {
  readonly review: ExternalReviewRow;
  readonly study: Study;
  readonly assessment: Assessment;
  /** Holds the latest round of the city. */
  readonly round: ConsultationRow | null;
}

/** Finds the review of a link by the hash of its token; undefined for a link that never existed. */
async function findReview(db: Db, tokenHash: string): Promise<LoadedReview | undefined> {
  const review = await findExternalReview(db, tokenHash);
  const study = review && (await findStudyById(db, review.studyId));
  const assessment = study && (await findAssessment(db, study.id, review.cityId));
  if (!review || !study || !assessment) return undefined;
  const round = (await findLatestConsultation(db, study.id, review.cityId)) ?? null;
  return { review, study, assessment, round };
}

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

const statusAt = ({ review, round, assessment }: LoadedReview, at: string): ExternalReviewStatus =>
  status(review, round, assessment.state, at);

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

/** Shows a review to the holder of its link. */
async function shownOf(
  db: Db,
  { review, study }: LoadedReview,
  section: string | null,
  present: ExternalReviewStatus
): Promise<ExternalReviewView> {
  if (present === 'revoked') return { status: 'revoked' };
  const city = await findCity(db, study.id, review.cityId);
  const side = study.sides.find(({ id }) => id === city?.sideId);
  if (!city || !side) throw refused('not-found');
  const isOpen = present === 'open';
  const texts = isOpen ? await sectionsOfVersion(db, study.id, review.versionId) : [];
  const sections = await sectionNames(db, study, city);
  const shown = sections.find(({ id }) => id === section) ?? sections[0];
  const text =
    isOpen && shown ? (texts.find(({ id }) => id === shown.id) ?? { id: shown.id, en: [], zh: [] }) : null;
  const framework = await findFrameworkOfCity(db, study.id, review.cityId);
  const names = namesFor(await levelChipNames(db, study.id, framework), [
    review.cityId,
    ...citiesNamedIn(text ? [text] : [])
  ]);
  return {
    status: present,
    study: study.title,
    city: city.name,
    side,
    reader: { name: review.name, organisation: review.organisation },
    deadline: { at: review.deadline, zone: review.deadlineZone },
    sections,
    text,
    levelChips: levelChipsFrom(names, review.cityId, []),
    comments: (await listExternalReviewComments(db, review.id)).map(ownComment)
  };
}

const status = (
  row: ExternalReviewRow,
  round: ConsultationRow | null,
  state: AssessmentState,
  at: string
): ExternalReviewStatus =>
  statusOf(
    { ...row, state, isLatest: round?.id === row.consultationId && round.outcome !== 'called-off' },
    at
  );

const ownComment = (row: CityCommentRow): OwnComment => ({
  id: row.id,
  section: row.section,
  kind: row.kind,
  language: row.language ?? 'en',
  body: row.body,
  at: row.at,
  reply:
    row.disposition === null
      ? null
      : {
          disposition: row.disposition,
          reason: { en: row.reasonEn, zh: row.reasonZh },
          at: row.decidedAt ?? ''
        }
});

/** Leaves the names of these cities alone: a reader by link learns of no others. */
const namesFor = (names: LevelChipNames, cityIds: readonly string[]): LevelChipNames => ({
  ...names,
  cities: names.cities.filter(({ id }) => cityIds.includes(id))
});

const citiesNamedIn = (sections: readonly SectionContent[]): string[] =>
  [...cellsIn(sections), ...factsIn(sections)].flatMap(({ city }) => city ?? []);
