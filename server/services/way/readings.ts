/**
 * Gives the version that a city was asked about to somebody outside, by a link; takes what they say of it in among all other comments,
 * and tells them what became of it. Through the link they reach that text and their own comments, and nothing else.
 */
import { dayIn } from '#domain/calendar.ts';
import type { Side } from '#domain/city.ts';
import { judgePlace, type CommentKind, type Disposition } from '#domain/consultation.ts';
import type { Deadline } from '#domain/deadline.ts';
import { gradesHeld, type Grades } from '#domain/grade.ts';
import { isToken } from '#domain/invitation.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import {
  judgeReaderWords,
  judgeReading,
  most,
  readerName,
  readingPath,
  standingOf,
  type ReaderWords,
  type ReadingStanding,
  type ReadingWish
} from '#domain/reading.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { SectionContent } from '#domain/version.ts';
import type { AssessmentState } from '#domain/workflow.ts';
import type { Limit } from '../../auth/limit.ts';
import { hashOfToken, makeToken } from '../../auth/link-token.ts';
import { admitAttempt, recordSuccess } from '../../auth/throttle.ts';
import type { Config } from '../../config.ts';
import { readingLetter } from '../../mail/reading-letter.ts';
import { findAssessment, lockAssessment } from '../../store/assessments.ts';
import { findCity } from '../../store/cities.ts';
import { blankComment, insertCityComments, lastNumber } from '../../store/city-comments.ts';
import {
  findLatestConsultation,
  type CityCommentRow,
  type ConsultationRow
} from '../../store/consultations.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import { forgetLetter, insertLetter } from '../../store/mail.ts';
import type { Db } from '../../store/open.ts';
import {
  countReadings,
  findReading,
  insertReading,
  insertReadingComment,
  listReadingComments,
  listReadings,
  revokeReading,
  type ReadingRow
} from '../../store/readings.ts';
import { findStudyById } from '../../store/studies.ts';
import { decide, type DeskTools } from '../desk.ts';
import {
  enterConsultation,
  enterToConsult,
  sectionNames,
  sectionsOfVersion,
  type SectionName
} from './consultation-door.ts';
import { gradeNames } from './grades.ts';

export type { SectionName } from './consultation-door.ts';

/** One of those to whom the draft was given. */
export interface GivenReading {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly sideId: string | null;
  readonly deadline: Deadline;
  readonly standing: ReadingStanding;
  readonly comments: number;
}

/** A comment as the one who made it reads it again. */
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

/** What a link shows. Of one that was revoked nothing is told but that. */
export type ReadingView =
  | { readonly standing: 'revoked' }
  | {
      readonly standing: 'open' | 'ended';
      readonly study: Bilingual;
      readonly city: Bilingual;
      readonly side: Side;
      readonly reader: { readonly name: string; readonly organisation: string };
      readonly deadline: Deadline;
      readonly sections: readonly SectionName[];
      /** The section that is shown; null once it has ended. */
      readonly text: SectionContent | null;
      /** Names for the cells that the text names. Their levels are told to nobody outside: a link gives the text, and no result of a panel. */
      readonly grades: Grades;
      readonly comments: readonly OwnComment[];
    };

export interface Readings {
  /** For those who may give it, newest first. */
  list(actor: Actor, slug: string, cityId: string): Promise<Result<GivenReading[]>>;
  /** The link is told once, here and in the letter; it is not kept. `locale` is the language that the letter begins with. */
  give(
    actor: Actor,
    slug: string,
    cityId: string,
    wish: ReadingWish,
    locale: Locale
  ): Promise<Result<{ readonly link: string; readonly name: string; readonly isSent: boolean }>>;
  revoke(actor: Actor, slug: string, cityId: string, id: string): Promise<Result<null>>;
  /** What a link shows to whoever holds it; looking changes nothing. `address` is the caller's network address. */
  look(token: string, section: string | null, address: string): Promise<Result<ReadingView>>;
  comment(token: string, words: ReaderWords, address: string): Promise<Result<{ readonly id: string }>>;
}

export interface ReadingTools extends DeskTools {
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly limit: Limit;
}

export function openReadings(tools: ReadingTools): Readings {
  const { store, newId, now, config, limit } = tools;
  const { db } = store;

  return {
    list: async (actor, slug, cityId) => {
      const entered = await enterConsultation(db, actor, slug, cityId);
      if (!entered.ok) return entered;
      const { study, assessment, abilities } = entered.value;
      if (!abilities.has('consultation.show')) return refuse('forbidden');
      const round = await findLatestConsultation(db, study.id, cityId);
      const at = now().toISOString();
      return ok(
        (await listReadings(db, study.id, cityId)).map((row) => ({
          id: row.id,
          name: row.name,
          organisation: row.organisation,
          sideId: row.sideId,
          comments: row.comments,
          deadline: { at: row.deadline, zone: row.deadlineZone },
          standing: standing(row, round, assessment.state, at)
        }))
      );
    },

    give: (actor, slug, cityId, wish, locale) =>
      decide(tools, async ({ trx, at, tell }) => {
        const entered = await enterToConsult(trx, actor, slug, cityId, 'consultation.show');
        if (!entered.ok) return entered;
        const { study, acting, round } = entered.value;
        if (!round || round.outcome === 'called-off') return refuse('wrong-state');
        const judged = judgeReading(wish, study.sides, at);
        if (!judged.ok) return judged;
        const { name, organisation, sideId, email, deadline } = judged.value;
        if ((await countReadings(trx, round.id)) >= most.readings) return refuse('too-many');
        const id = newId();
        const token = makeToken(newId);
        await insertReading(trx, {
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
        const link = `${config.origin}${readingPath(token)}`;
        // Without a mail server the link would only lie about.
        const isSent = config.smtp !== null && email !== '';
        if (isSent) {
          const city = (await findCity(trx, study.id, cityId))?.name ?? { en: '', zh: '' };
          const words = {
            study: study.title,
            city,
            name,
            givenBy: actor.name,
            deadline,
            address: email,
            link,
            origin: config.origin,
            locale
          };
          await insertLetter(trx, {
            ...readingLetter(words),
            id,
            kind: 'reading',
            studyId: study.id,
            address: email,
            locale,
            at
          });
        }
        // The log is for good: who it is stands in the row alone.
        const payload = { readingId: id, sideId, until: deadline.at };
        await tell(study.id, acting, {
          kind: 'reading.given',
          needs: 'versions.read',
          cityId,
          documentId: round.documentId,
          payload
        });
        return ok({ link, name, isSent });
      }),

    revoke: (actor, slug, cityId, id) =>
      decide(tools, async ({ trx, at, tell }) => {
        const entered = await enterToConsult(trx, actor, slug, cityId, 'consultation.show');
        if (!entered.ok) return entered;
        const { study, acting, round } = entered.value;
        if (!(await revokeReading(trx, { studyId: study.id, cityId, id }, { userId: acting.userId, at })))
          return refuse('not-found');
        await forgetLetter(trx, id);
        await tell(study.id, acting, {
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
      const { reading, study } = found.value;
      if (found.value.standing === 'revoked') return ok({ standing: 'revoked' });
      const city = await findCity(db, study.id, reading.cityId);
      const side = study.sides.find(({ id }) => id === city?.sideId);
      if (!city || !side) return refuse('not-found');
      const isOpen = found.value.standing === 'open';
      const texts = isOpen ? await sectionsOfVersion(db, study.id, reading.versionId) : [];
      const sections = await sectionNames(db, study);
      const shown = sections.find(({ id }) => id === section) ?? sections[0];
      return ok({
        standing: found.value.standing,
        study: study.title,
        city: city.name,
        side,
        reader: { name: reading.name, organisation: reading.organisation },
        deadline: { at: reading.deadline, zone: reading.deadlineZone },
        sections,
        text:
          isOpen && shown
            ? (texts.find(({ id }) => id === shown.id) ?? { id: shown.id, en: [], zh: [] })
            : null,
        grades: gradesHeld(
          await gradeNames(db, study.id, await findFrameworkOfCity(db, study.id, reading.cityId)),
          reading.cityId,
          []
        ),
        comments: (await listReadingComments(db, reading.id)).map(ownComment)
      });
    },

    comment: async (token, words, address) => {
      const attempt = { email: `reading:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const outcome = await decide(tools, async ({ trx, at, tell }) => {
        const early = await open(trx, token, at);
        if (!early.ok) return early;
        // No step of the city comes between what is judged now and what is kept.
        await lockAssessment(trx, early.value.study.id, early.value.reading.cityId);
        const found = await open(trx, token, at);
        if (!found.ok) return found;
        const { reading, study, round } = found.value;
        if (found.value.standing !== 'open' || !round)
          return refuse(found.value.standing === 'revoked' ? 'link-revoked' : 'deadline-passed');
        const judged = judgeReaderWords(words);
        if (!judged.ok) return judged;
        const place = judgePlace(await sectionsOfVersion(trx, study.id, reading.versionId), {
          section: words.section,
          blockId: null,
          quote: ''
        });
        if (!place.ok) return place;
        if ((await listReadingComments(trx, reading.id)).length >= most.comments) return refuse('too-many');
        const id = newId();
        const number = (await lastNumber(trx, round.id)) + 1;
        await insertCityComments(trx, [
          {
            ...blankComment,
            ...judged.value,
            ...place.value,
            id,
            studyId: study.id,
            consultationId: round.id,
            cityId: reading.cityId,
            number,
            origin: 'reader',
            originName: readerName(reading),
            originSide: reading.sideId,
            originOn: dayIn(reading.deadlineZone, at),
            userId: reading.userId,
            at,
            submittedAt: at
          }
        ]);
        await insertReadingComment(trx, { commentId: id, studyId: study.id, readingId: reading.id });
        await tell(study.id, null, {
          kind: 'city-comment.received',
          needs: 'consultation.read',
          cityId: reading.cityId,
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

interface OpenedReading {
  readonly reading: ReadingRow;
  readonly study: Study;
  /** The latest of the city. */
  readonly round: ConsultationRow | undefined;
  readonly standing: ReadingStanding;
}

/** `not-found` for a link that never was. */
async function open(db: Db, token: string, at: string): Promise<Result<OpenedReading>> {
  const reading = isToken(token) ? await findReading(db, hashOfToken(token)) : undefined;
  const study = reading && (await findStudyById(db, reading.studyId));
  const assessment = study && (await findAssessment(db, study.id, reading.cityId));
  if (!reading || !study || !assessment) return refuse('not-found');
  const round = await findLatestConsultation(db, study.id, reading.cityId);
  return ok({ reading, study, round, standing: standing(reading, round, assessment.state, at) });
}

const standing = (
  row: ReadingRow,
  round: ConsultationRow | undefined,
  state: AssessmentState,
  at: string
): ReadingStanding =>
  standingOf(
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
