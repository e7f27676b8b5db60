/**
 * Writes the mails about workflow events that cannot wait for the digest, and chooses their recipients: hears of the step, of
 * a deadline that moves, of what voids a signature and of questions to a city, in the transaction of the act.
 */
import { isRecordKind } from '#rules/approval/approval.ts';
import type { GatheredEvent, HeardKind } from '#lib/events/kinds.ts';
import { represents } from '#base/grant-duties.ts';
import type { AssessmentStep, ChapterStep } from '#rules/workflow/workflow.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import type { MailContext, Mailer, UrgentMatter } from '#server/mail/mailer.ts';
import { characteristicsFrom, listGrantsInStudy } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { hasSubmitted } from '#areas/consultation';
import { listHolders } from '#areas/people';
import { listRecipients } from './recipients.ts';
import type { Hearer } from '#server/commands/hearers.ts';

const kinds: Readonly<Partial<Record<AssessmentStep | ChapterStep, UrgentMatter['kind']>>> = {
  'open-consultation': 'consultation-opened',
  'ask-approval': 'approval-asked',
  return: 'returned'
};

/** Returns the page of an assessment on which the work of its state is done. */
export const pageOfState = (cityId: string, state: AssessmentState): string =>
  `/assessments/${cityId}` +
  (state === 'collecting'
    ? ''
    : state === 'consultation'
      ? '/consultation'
      : state === 'approval'
        ? '/approval'
        : '/progress');

/** A chapter has no owner: the secretariat is written to until it is before the chairs. */
export const listChapterRecipients = (db: Db, studyId: string, state: ChapterState): Promise<string[]> =>
  listHolders(db, studyId, state === 'approval' ? 'sign-for-side' : 'run-study');

export const pageOfChapter = (slug: string, state: ChapterState): string =>
  `/chapters/${slug}/${state === 'approval' ? 'approval' : 'progress'}`;

interface Letter<K extends HeardKind> {
  readonly context: MailContext;
  readonly studyId: string;
  readonly event: GatheredEvent<K>;
  /** Names the person who did it, who gets no mail about it. */
  readonly actorId: string | null;
}

/** Makes a hearer that writes about each event by itself. */
const about =
  <K extends HeardKind>(write: (mailer: Mailer, letter: Letter<K>) => Promise<void>) =>
  (mailer: Mailer): Hearer<K> => ({
    inTransaction: async (trx, heard) => {
      for (const { by, event } of heard)
        await write(mailer, {
          context: { trx, at: by.at },
          studyId: by.studyId,
          event,
          actorId: by.actorId
        });
    }
  });

const urgentOfStep = about<'assessment.moved'>(
  async (mailer, { context, studyId, actorId, event: { cityId = '', payload, forHearers } }) => {
    const { step, to } = payload;
    const kind = kinds[step];
    if (kind === undefined) return;
    const recipients = await listRecipients(context.trx, { studyId, cityId, state: to });
    const path =
      kind === 'returned' && to !== 'collecting'
        ? `/assessments/${cityId}/progress`
        : pageOfState(cityId, to);
    await mailer.writeUrgent(context, {
      kind,
      studyId,
      userIds: recipients.filter((id) => id !== actorId),
      about: { kind: 'assessment', cityId },
      path,
      deadline: forHearers.deadline ?? undefined
    });
  }
);

const urgentOfChapterStep = about<'chapter.moved'>(
  async (mailer, { context, studyId, actorId, event: { documentId = '', payload, forHearers } }) => {
    const kind = kinds[payload.step];
    if (kind === undefined) return;
    const to = kind === 'approval-asked' ? 'approval' : 'drafting';
    const recipients = await listChapterRecipients(context.trx, studyId, to);
    await mailer.writeUrgent(context, {
      kind,
      studyId,
      userIds: recipients.filter((id) => id !== actorId),
      about: { kind: 'chapter', documentId },
      path: pageOfChapter(payload.slug, to),
      deadline: forHearers.deadline ?? undefined
    });
  }
);

/** Writes to the chairs, who decide whether what they approved is opened again. */
const urgentOfReopening = about<'reopening.requested'>(
  async (mailer, { context, studyId, actorId, event: { cityId, documentId = '', forHearers } }) => {
    const { deadline, slug } = forHearers;
    const recipients = await listHolders(context.trx, studyId, 'sign-for-side');
    await mailer.writeUrgent(context, {
      kind: 'reopening-requested',
      studyId,
      userIds: recipients.filter((id) => id !== actorId),
      ...(cityId === undefined
        ? { about: { kind: 'chapter', documentId }, path: pageOfChapter(slug ?? '', 'drafting') }
        : { about: { kind: 'assessment', cityId }, path: `/assessments/${cityId}/progress` }),
      deadline: deadline ?? undefined
    });
  }
);

/**
 * Writes to those who have something to do by then; to no one where there is nothing to do any more, or where
 * the deadline is removed.
 */
const urgentOfDeadline = about<'deadline.moved'>(
  async (mailer, { context, studyId, actorId, event: { cityId, documentId = '', forHearers } }) => {
    const { trx } = context;
    const { deadline, state, slug } = forHearers;
    if (deadline === null || (cityId !== undefined && (await hasSubmitted(trx, studyId, cityId)))) return;
    const recipients =
      cityId === undefined
        ? await listChapterRecipients(trx, studyId, state as ChapterState)
        : await listRecipients(trx, { studyId, cityId, state: state as AssessmentState });
    await mailer.writeUrgent(context, {
      kind: 'deadline-moved',
      studyId,
      userIds: recipients.filter((id) => id !== actorId),
      ...(cityId === undefined
        ? { about: { kind: 'chapter', documentId }, path: pageOfChapter(slug ?? '', state as ChapterState) }
        : { about: { kind: 'assessment', cityId }, path: pageOfState(cityId, state as AssessmentState) }),
      deadline
    });
  }
);

/** Writes to those whose signatures are no longer valid. */
const urgentOfVoided = about<'approval.voided'>((mailer, { context, studyId, actorId, event }) =>
  mailer.writeUrgent(context, {
    kind: 'approval-voided',
    studyId,
    userIds: event.forHearers.signers.filter((id) => id !== actorId),
    ...signedIn(event)
  })
);

/** Returns what was signed, and on which page. */
function signedIn({
  cityId,
  documentId,
  payload,
  forHearers: { slug }
}: GatheredEvent<'approval.voided'>): Pick<UrgentMatter, 'about' | 'path'> {
  if (cityId !== undefined)
    return { about: { kind: 'assessment', cityId }, path: `/assessments/${cityId}/approval` };
  if (documentId !== undefined)
    return { about: { kind: 'chapter', documentId }, path: `/chapters/${slug ?? ''}/approval` };
  const { subject: kind = '' } = payload;
  if (!isRecordKind(kind)) throw new Error('The subject is not a record of the study');
  return { about: { kind }, path: `/approvals/${kind}` };
}

const pageOfClarifications = (cityId: string): string => `/assessments/${cityId}/clarifications`;

/**
 * Notifies, when a question of a city's answers is reopened, those of its people who write or return the
 * answer.
 */
const urgentOfQuestion = about<'clarification.asked'>(
  async (mailer, { context, studyId, event: { cityId = '', payload } }) => {
    const grants = (await listGrantsInStudy(context.trx, studyId)).filter((grant) =>
      represents(grant, cityId)
    );
    const userIds = grants
      .filter(
        ({ isSenior, characteristics }) =>
          isSenior === 1 || (characteristicsFrom(characteristics)?.includes(payload.characteristic) ?? true)
      )
      .map(({ userId }) => userId);
    await mailer.writeUrgent(context, {
      kind: 'clarification-asked',
      studyId,
      userIds,
      about: { kind: 'assessment', cityId },
      path: pageOfClarifications(cityId)
    });
  }
);

/** Notifies the requesters that their answers are back: each once, however many there are. */
const urgentOfReturned = (mailer: Mailer): Hearer<'clarification.returned'> => ({
  inTransaction: async (trx, heard) => {
    const [{ by, event }] = heard;
    const { cityId = '' } = event;
    await mailer.writeUrgent(
      { trx, at: by.at },
      {
        kind: 'clarification-returned',
        studyId: by.studyId,
        userIds: heard.map((one) => one.event.forHearers.requester),
        about: { kind: 'assessment', cityId },
        path: pageOfClarifications(cityId)
      }
    );
  }
});

/** Returns what hears of each kind that cannot wait, to write about it. */
export const urgentMails = (mailer: Mailer) => ({
  'assessment.moved': urgentOfStep(mailer),
  'chapter.moved': urgentOfChapterStep(mailer),
  'reopening.requested': urgentOfReopening(mailer),
  'deadline.moved': urgentOfDeadline(mailer),
  'approval.voided': urgentOfVoided(mailer),
  'clarification.asked': urgentOfQuestion(mailer),
  'clarification.returned': urgentOfReturned(mailer)
});
