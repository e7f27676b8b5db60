/**
 * Gives the version that is in consultation with a city to a person outside, by a link; stores their comments
 * among all others, and shows them what became of them. Through the link they reach that text and their own
 * comments, and nothing else.
 */
import { dayIn } from '#domain/calendar.ts';
import type { Side } from '#domain/city.ts';
import { validateLocation, type CommentKind, type Disposition } from '#domain/consultation.ts';
import type { Deadline } from '#domain/deadline.ts';
import { factsIn } from '#domain/fact.ts';
import { cellsIn, levelChipsFrom, type LevelChipNames, type LevelChips } from '#domain/level-chip.ts';
import { isToken } from '#domain/invitation.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
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
} from '#domain/external-review.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { SectionContent } from '#domain/version.ts';
import type { AssessmentState } from '#domain/workflow.ts';
import type { Limit } from '../../auth/limit.ts';
import { hashOfToken, makeToken } from '../../auth/link-token.ts';
import { admitAttempt, recordSuccess } from '../../auth/throttle.ts';
import type { Config } from '../../config.ts';
import { externalReviewMail } from '../../mail/external-review-mail.ts';
import { findAssessment, lockAssessment } from '../../store/assessments.ts';
import { findCity } from '../../store/cities.ts';
import { blankComment, insertCityComments, lastNumber } from '../../store/city-comments.ts';
import {
  findLatestConsultation,
  type CityCommentRow,
  type ConsultationRow
} from '../../store/consultations.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import { linkMark, type LinkSeal } from '../../mail/link-seal.ts';
import { forgetMailWithLink, insertMailWithLink } from '../../store/mail.ts';
import type { Db } from '../../store/open.ts';
import {
  countExternalReviews,
  findExternalReview,
  insertExternalReview,
  insertExternalReviewComment,
  listExternalReviewComments,
  listExternalReviews,
  revokeExternalReview,
  type ExternalReviewRow
} from '../../store/external-reviews.ts';
import { findStudyById } from '../../store/studies.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import {
  authorizeConsultation,
  authorizeConsultationCommand,
  sectionNames,
  sectionsOfVersion,
  type SectionName
} from './consultation-access.ts';
import { levelChipNames } from './level-chips.ts';

export type { SectionName } from './consultation-access.ts';

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

export interface ExternalReviews {
  /** Lists the external reviews for those who may give them, newest first. */
  list(actor: Actor, studySlug: string, cityId: string): Promise<Result<GivenExternalReview[]>>;
  /**
   * Gives the text to a person. The link is shown once, here and in the mail; it is not stored. `locale` is
   * the language that the mail begins with.
   */
  give(
    actor: Actor,
    studySlug: string,
    cityId: string,
    input: ExternalReviewInput,
    locale: Locale
  ): Promise<Result<{ readonly link: string; readonly name: string; readonly isSent: boolean }>>;
  revoke(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
  /**
   * Returns what a link shows to its holder; looking changes nothing. `address` is the caller's network
   * address.
   */
  look(token: string, section: string | null, address: string): Promise<Result<ExternalReviewView>>;
  comment(token: string, text: ReaderComment, address: string): Promise<Result<{ readonly id: string }>>;
}

export interface ExternalReviewTools extends CommandDeps {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly limit: Limit;
}

export function openExternalReviews(tools: ExternalReviewTools): ExternalReviews {
  const { store, newId, now, config, limit } = tools;
  const { db } = store;

  return {
    list: async (actor, studySlug, cityId) => {
      const authorized = await authorizeConsultation(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const { study, assessment, abilities } = authorized.value;
      if (!abilities.has('consultation.show')) return refuse('forbidden');
      const round = await findLatestConsultation(db, study.id, cityId);
      const at = now().toISOString();
      return ok(
        (await listExternalReviews(db, study.id, cityId)).map((row) => ({
          id: row.id,
          name: row.name,
          organisation: row.organisation,
          sideId: row.sideId,
          comments: row.comments,
          deadline: { at: row.deadline, zone: row.deadlineZone },
          status: status(row, round, assessment.state, at)
        }))
      );
    },

    give: (actor, studySlug, cityId, input, locale) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeConsultationCommand(
          trx,
          actor,
          studySlug,
          cityId,
          'consultation.show'
        );
        if (!authorized.ok) return authorized;
        const { study, acting, round } = authorized.value;
        if (!round || round.outcome === 'called-off') return refuse('wrong-state');
        const checked = validateExternalReview(input, study.sides, at);
        if (!checked.ok) return checked;
        const { name, organisation, sideId, email, deadline } = checked.value;
        if ((await countExternalReviews(trx, round.id)) >= most.externalReviews) return refuse('too-many');
        const id = newId();
        const token = makeToken(newId);
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
        const link = `${config.origin}${externalReviewPath(token)}`;
        // Without a mail server no mail is written: the link would stay unsent in the outbox.
        const isSent = config.smtp !== null && email !== '';
        if (isSent) {
          const city = (await findCity(trx, study.id, cityId))?.name ?? { en: '', zh: '' };
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
            sealedLink: tools.linkSeal.seal(id, link),
            kind: 'reading',
            studyId: study.id,
            address: email,
            locale,
            at
          });
        }
        // The log cannot be deleted: the person's identity is stored in the row alone.
        const payload = { readingId: id, sideId, until: deadline.at };
        await appendEvent(study.id, acting, {
          kind: 'reading.given',
          needs: 'versions.read',
          cityId,
          documentId: round.documentId,
          payload
        });
        return ok({ link, name, isSent });
      }),

    revoke: (actor, studySlug, cityId, id) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeConsultationCommand(
          trx,
          actor,
          studySlug,
          cityId,
          'consultation.show'
        );
        if (!authorized.ok) return authorized;
        const { study, acting, round } = authorized.value;
        if (
          !(await revokeExternalReview(trx, { studyId: study.id, cityId, id }, { userId: acting.userId, at }))
        )
          return refuse('not-found');
        await forgetMailWithLink(trx, id);
        await appendEvent(study.id, acting, {
          kind: 'reading.revoked',
          needs: 'versions.read',
          cityId,
          ...(round ? { documentId: round.documentId } : {}),
          payload: { readingId: id }
        });
        return ok(null);
      }),

    look: async (token, section, address) => {
      const admitted = limit.admit(address);
      if (!admitted.ok) return admitted;
      const found = await open(db, token, now().toISOString());
      if (!found.ok) return found;
      const { review, study } = found.value;
      if (found.value.status === 'revoked') return ok({ status: 'revoked' });
      const city = await findCity(db, study.id, review.cityId);
      const side = study.sides.find(({ id }) => id === city?.sideId);
      if (!city || !side) return refuse('not-found');
      const isOpen = found.value.status === 'open';
      const texts = isOpen ? await sectionsOfVersion(db, study.id, review.versionId) : [];
      const sections = await sectionNames(db, study, city);
      const shown = sections.find(({ id }) => id === section) ?? sections[0];
      const text =
        isOpen && shown
          ? (texts.find(({ id }) => id === shown.id) ?? { id: shown.id, en: [], zh: [] })
          : null;
      return ok({
        status: found.value.status,
        study: study.title,
        city: city.name,
        side,
        reader: { name: review.name, organisation: review.organisation },
        deadline: { at: review.deadline, zone: review.deadlineZone },
        sections,
        text,
        levelChips: levelChipsFrom(
          namesFor(
            await levelChipNames(db, study.id, await findFrameworkOfCity(db, study.id, review.cityId)),
            [review.cityId, ...citiesNamedIn(text ? [text] : [])]
          ),
          review.cityId,
          []
        ),
        comments: (await listExternalReviewComments(db, review.id)).map(ownComment)
      });
    },

    comment: async (token, text, address) => {
      const attempt = { email: `reading:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const outcome = await runCommand(tools, async ({ trx, at: begun, takeTime, appendEvent }) => {
        const early = await open(trx, token, begun);
        if (!early.ok) return early;
        // The lock keeps steps of the city from coming between this check and the write.
        await lockAssessment(trx, early.value.study.id, early.value.review.cityId);
        const at = takeTime();
        const found = await open(trx, token, at);
        if (!found.ok) return found;
        const { review, study, round } = found.value;
        if (found.value.status !== 'open' || !round)
          return refuse(found.value.status === 'revoked' ? 'link-revoked' : 'deadline-passed');
        const checked = validateReaderComment(text);
        if (!checked.ok) return checked;
        const location = validateLocation(await sectionsOfVersion(trx, study.id, review.versionId), {
          section: text.section,
          blockId: null,
          quote: ''
        });
        if (!location.ok) return location;
        if ((await listExternalReviewComments(trx, review.id)).length >= most.comments)
          return refuse('too-many');
        const id = newId();
        const number = (await lastNumber(trx, round.id)) + 1;
        await insertCityComments(trx, [
          {
            ...blankComment,
            ...checked.value,
            ...location.value,
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
        await appendEvent(study.id, null, {
          kind: 'city-comment.received',
          needs: 'consultation.read',
          cityId: review.cityId,
          documentId: round.documentId,
          payload: { commentId: id, number }
        });
        return ok({ id });
      });
      if (outcome.ok) await recordSuccess(db, attempt);
      return outcome;
    }
  };
}

interface OpenedExternalReview {
  readonly review: ExternalReviewRow;
  readonly study: Study;
  /** Holds the latest round of the city. */
  readonly round: ConsultationRow | undefined;
  readonly status: ExternalReviewStatus;
}

/** Loads the review of a link; `not-found` for a link that never existed. */
async function open(db: Db, token: string, at: string): Promise<Result<OpenedExternalReview>> {
  const review = isToken(token) ? await findExternalReview(db, hashOfToken(token)) : undefined;
  const study = review && (await findStudyById(db, review.studyId));
  const assessment = study && (await findAssessment(db, study.id, review.cityId));
  if (!review || !study || !assessment) return refuse('not-found');
  const round = await findLatestConsultation(db, study.id, review.cityId);
  return ok({ review, study, round, status: status(review, round, assessment.state, at) });
}

const status = (
  row: ExternalReviewRow,
  round: ConsultationRow | undefined,
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
