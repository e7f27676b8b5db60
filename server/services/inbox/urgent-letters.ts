/** What of the way cannot wait for the digest, and whom it asks: called in the transaction of the step, of a deadline that moves, or of what voids a signature. */
import type { Deadline } from '#domain/deadline.ts';
import type { AssessmentState, AssessmentStep, ChapterStep } from '#domain/workflow.ts';
import type { Letters, UrgentMatter } from '../../mail/letters.ts';
import { hasSubmitted, listAsked, listHolders } from '../../store/reminders.ts';
import type { Sheet } from '../desk.ts';

interface Taken<Step> {
  readonly studyId: string;
  readonly step: Step;
  readonly deadline: UrgentMatter['deadline'] | null;
  /** Who took it knows. */
  readonly actorId: string | null;
}

const kinds: Readonly<Partial<Record<AssessmentStep | ChapterStep, UrgentMatter['kind']>>> = {
  'open-consultation': 'consultation-opened',
  'ask-approval': 'approval-asked',
  return: 'returned'
};

/** The page of an assessment on which that is done which its state asks for. */
export const pageOfState = (cityId: string, state: AssessmentState): string =>
  `/assessments/${cityId}` + (state === 'collecting' ? '' : state === 'consultation' ? '/consultation' : state === 'approval' ? '/approval' : '/way');

export async function writeOfStep(letters: Letters, { trx, at }: Sheet, taken: Taken<AssessmentStep> & { readonly cityId: string; readonly to: AssessmentState }): Promise<void> {
  const { studyId, cityId, to, step, deadline, actorId } = taken;
  const kind = kinds[step];
  if (kind === undefined) return;
  const userIds = (await listAsked(trx, { studyId, cityId, state: to })).filter((id) => id !== actorId);
  const path = kind === 'returned' && to !== 'collecting' ? `/assessments/${cityId}/way` : pageOfState(cityId, to);
  await letters.writeUrgent({ trx, at }, { kind, studyId, userIds, about: { kind: 'assessment', cityId }, path, deadline: deadline ?? undefined });
}

export async function writeOfChapterStep(
  letters: Letters,
  { trx, at }: Sheet,
  { studyId, documentId, slug, step, deadline, actorId }: Taken<ChapterStep> & { readonly documentId: string; readonly slug: string }
): Promise<void> {
  const kind = kinds[step];
  if (kind === undefined) return;
  // A chapter is nobody's own: what is returned goes back to those who keep the study going.
  const userIds = (await listHolders(trx, studyId, kind === 'approval-asked' ? 'chair' : 'secretariat')).filter((id) => id !== actorId);
  const path = `/chapters/${slug}/${kind === 'approval-asked' ? 'approval' : 'way'}`;
  await letters.writeUrgent({ trx, at }, { kind, studyId, userIds, about: { kind: 'chapter', documentId }, path, deadline: deadline ?? undefined });
}

/** Those of whom something is asked by then; nobody where nothing is asked any more, or where the deadline is taken away. */
export async function writeOfDeadline(
  letters: Letters,
  { trx, at }: Sheet,
  { studyId, cityId, state, deadline, actorId }: { readonly studyId: string; readonly cityId: string; readonly state: AssessmentState; readonly deadline: Deadline | null; readonly actorId: string }
): Promise<void> {
  if (deadline === null || (await hasSubmitted(trx, studyId, cityId))) return;
  const userIds = (await listAsked(trx, { studyId, cityId, state })).filter((id) => id !== actorId);
  await letters.writeUrgent({ trx, at }, { kind: 'deadline-moved', studyId, userIds, about: { kind: 'assessment', cityId }, path: pageOfState(cityId, state), deadline });
}

export interface Voided {
  readonly studyId: string;
  readonly about: UrgentMatter['about'];
  /** Of the page on which it was signed. */
  readonly path: string;
  /** Whose signatures are void. */
  readonly signers: readonly string[];
  /** Who let it happen knows. */
  readonly actorId: string | null;
}

export const writeOfVoided = (letters: Letters, { trx, at }: Sheet, { studyId, about, path, signers, actorId }: Voided): Promise<void> =>
  letters.writeUrgent({ trx, at }, { kind: 'approval-voided', studyId, userIds: signers.filter((id) => id !== actorId), about, path });
