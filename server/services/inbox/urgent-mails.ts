/**
 * Writes the mails about workflow events that cannot wait for the digest, and chooses their recipients:
 * called in the transaction of the step, of a deadline that moves, or of what voids a signature.
 */
import type { Deadline } from '#domain/deadline.ts';
import { represents } from '#domain/permissions.ts';
import type { AssessmentState, AssessmentStep, ChapterState, ChapterStep } from '#domain/workflow.ts';
import type { Mailer, UrgentMatter } from '../../mail/mailer.ts';
import { characteristicsFrom, listGrantsInStudy } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { hasSubmitted, listRecipients, listHolders } from '../../store/reminders.ts';
import type { CommandContext } from '../../commands/run-command.ts';

interface Taken<Step> {
  readonly studyId: string;
  readonly step: Step;
  readonly deadline: UrgentMatter['deadline'] | null;
  /** Names the person who took the step, who gets no mail about it. */
  readonly actorId: string | null;
}

const kinds: Readonly<Partial<Record<AssessmentStep | ChapterStep, UrgentMatter['kind']>>> = {
  'open-consultation': 'consultation-opened',
  'ask-approval': 'approval-asked',
  'ask-reopen': 'reopening-requested',
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
        : '/way');

/**
 * Lists the recipients for a chapter. A chapter has no owner: the secretariat is written to until it is
 * before the chairs.
 */
export const listChapterRecipients = (db: Db, studyId: string, state: ChapterState): Promise<string[]> =>
  listHolders(db, studyId, state === 'approval' ? 'chair' : 'secretariat');

export const pageOfChapter = (slug: string, state: ChapterState): string =>
  `/chapters/${slug}/${state === 'approval' ? 'approval' : 'way'}`;

export async function writeOfStep(
  mailer: Mailer,
  { trx, at }: CommandContext,
  taken: Taken<AssessmentStep> & { readonly cityId: string; readonly to: AssessmentState }
): Promise<void> {
  const { studyId, cityId, to, step, deadline, actorId } = taken;
  const kind = kinds[step];
  if (kind === undefined) return;
  const recipients =
    kind === 'reopening-requested'
      ? await listHolders(trx, studyId, 'chair')
      : await listRecipients(trx, { studyId, cityId, state: to });
  const userIds = recipients.filter((id) => id !== actorId);
  const path =
    (kind === 'returned' && to !== 'collecting') || kind === 'reopening-requested'
      ? `/assessments/${cityId}/way`
      : pageOfState(cityId, to);
  await mailer.writeUrgent(
    { trx, at },
    { kind, studyId, userIds, about: { kind: 'assessment', cityId }, path, deadline: deadline ?? undefined }
  );
}

export async function writeOfChapterStep(
  mailer: Mailer,
  { trx, at }: CommandContext,
  {
    studyId,
    documentId,
    slug,
    step,
    deadline,
    actorId
  }: Taken<ChapterStep> & { readonly documentId: string; readonly slug: string }
): Promise<void> {
  const kind = kinds[step];
  if (kind === undefined) return;
  const to = kind === 'approval-asked' ? 'approval' : 'drafting';
  const recipients =
    kind === 'reopening-requested'
      ? await listHolders(trx, studyId, 'chair')
      : await listChapterRecipients(trx, studyId, to);
  const userIds = recipients.filter((id) => id !== actorId);
  const path = pageOfChapter(slug, to);
  await mailer.writeUrgent(
    { trx, at },
    { kind, studyId, userIds, about: { kind: 'chapter', documentId }, path, deadline: deadline ?? undefined }
  );
}

/**
 * Writes to those who have something to do by then; to no one where there is nothing to do any more, or where
 * the deadline is removed.
 */
export async function writeOfDeadline(
  mailer: Mailer,
  { trx, at }: CommandContext,
  {
    studyId,
    cityId,
    state,
    deadline,
    actorId
  }: {
    readonly studyId: string;
    readonly cityId: string;
    readonly state: AssessmentState;
    readonly deadline: Deadline | null;
    readonly actorId: string;
  }
): Promise<void> {
  if (deadline === null || (await hasSubmitted(trx, studyId, cityId))) return;
  const userIds = (await listRecipients(trx, { studyId, cityId, state })).filter((id) => id !== actorId);
  await mailer.writeUrgent(
    { trx, at },
    {
      kind: 'deadline-moved',
      studyId,
      userIds,
      about: { kind: 'assessment', cityId },
      path: pageOfState(cityId, state),
      deadline
    }
  );
}

export async function writeOfChapterDeadline(
  mailer: Mailer,
  { trx, at }: CommandContext,
  one: {
    readonly studyId: string;
    readonly documentId: string;
    readonly slug: string;
    readonly state: ChapterState;
    readonly deadline: Deadline | null;
    readonly actorId: string;
  }
): Promise<void> {
  const { studyId, documentId, slug, state, deadline, actorId } = one;
  if (deadline === null) return;
  const userIds = (await listChapterRecipients(trx, studyId, state)).filter((id) => id !== actorId);
  await mailer.writeUrgent(
    { trx, at },
    {
      kind: 'deadline-moved',
      studyId,
      userIds,
      about: { kind: 'chapter', documentId },
      path: pageOfChapter(slug, state),
      deadline
    }
  );
}

export interface Voided {
  readonly studyId: string;
  readonly about: UrgentMatter['about'];
  /** Holds the path of the page on which it was signed. */
  readonly path: string;
  /** Lists the people whose signatures are void. */
  readonly signers: readonly string[];
  /** Names the person who caused it, who gets no mail about it. */
  readonly actorId: string | null;
}

export const writeOfVoided = (
  mailer: Mailer,
  { trx, at }: CommandContext,
  { studyId, about, path, signers, actorId }: Voided
): Promise<void> =>
  mailer.writeUrgent(
    { trx, at },
    { kind: 'approval-voided', studyId, userIds: signers.filter((id) => id !== actorId), about, path }
  );

const pageOfClarifications = (cityId: string): string => `/assessments/${cityId}/clarifications`;

/**
 * Notifies, when a question of a city's answers is reopened, those of its people who write or return the
 * answer.
 */
export async function writeOfQuestion(
  mailer: Mailer,
  { trx, at }: CommandContext,
  {
    studyId,
    cityId,
    characteristic
  }: { readonly studyId: string; readonly cityId: string; readonly characteristic: string }
): Promise<void> {
  const grants = (await listGrantsInStudy(trx, studyId)).filter((grant) => represents(grant, cityId));
  const userIds = grants
    .filter(
      ({ isSenior, characteristics }) =>
        isSenior === 1 || (characteristicsFrom(characteristics)?.includes(characteristic) ?? true)
    )
    .map(({ userId }) => userId);
  await mailer.writeUrgent(
    { trx, at },
    {
      kind: 'clarification-asked',
      studyId,
      userIds,
      about: { kind: 'assessment', cityId },
      path: pageOfClarifications(cityId)
    }
  );
}

/** Notifies the requesters that the answer is back. */
export const writeOfReturned = (
  mailer: Mailer,
  { trx, at }: CommandContext,
  {
    studyId,
    cityId,
    requesters
  }: { readonly studyId: string; readonly cityId: string; readonly requesters: readonly string[] }
): Promise<void> =>
  mailer.writeUrgent(
    { trx, at },
    {
      kind: 'clarification-returned',
      studyId,
      userIds: requesters,
      about: { kind: 'assessment', cityId },
      path: pageOfClarifications(cityId)
    }
  );
