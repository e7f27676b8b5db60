/**
 * Applies what a step does besides moving its text on: a consultation begins or ends with its state, and a
 * return from approval voids what was signed.
 */
import type { Actor } from '#base/permissions.ts';
import { abilitiesToOpen } from '#base/document-rights.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Study } from '#rules/study/study.ts';
import type { Result } from '#base/refusal.ts';
import type { AssessmentStep } from '#rules/workflow/workflow.ts';
import { responseIsOpen, type AssessmentState } from '#base/states.ts';
import { listClarifications, updateClarifications } from '#areas/clarifications';
import { isOpen, closeText, openText, type FreezingTools, type TextsBefore } from '#areas/documents';
import { closeConsultation, findLatestConsultation, insertConsultation } from '#areas/consultation';
import type { DocumentRow } from '#areas/assessments';
import { voidSignatures } from '#areas/approval';
import { findNewestVersion, type VersionSummary } from '#areas/versions';
import type { CommandContext } from '#server/commands/run-command.ts';
import { subjectOf } from '#rules/versions/version.ts';

interface Where {
  readonly study: Study;
  readonly acting: Actor | null;
  readonly findings: DocumentRow;
}

/** It begins with its frozen version. Silence until its end is recorded as no comment; it is not consent. */
export async function moveConsultation(
  { newId }: { readonly newId: () => string },
  { trx, at, appendEvent }: CommandContext,
  { study, acting, findings }: Where,
  { step, deadline }: { readonly step: AssessmentStep; readonly deadline: Deadline | null },
  version: VersionSummary | null,
  from: AssessmentState
): Promise<void> {
  const { id: documentId, cityId } = findings;
  if (cityId === null) throw new Error('A consultation needs a city');
  const latest = await findLatestConsultation(trx, study.id, cityId);
  const about = { needs: 'consultation.read', cityId, documentId } as const;
  if (step === 'open-consultation') {
    if (!version || !deadline) throw new Error('A consultation needs a version and a deadline');
    await insertConsultation(trx, {
      id: newId(),
      studyId: study.id,
      cityId,
      documentId,
      versionId: version.id,
      round: (latest?.round ?? 0) + 1,
      openedAt: at,
      deadline: deadline.at,
      deadlineZone: deadline.zone,
      submittedAt: null,
      submittedBy: null,
      closedAt: null,
      outcome: null,
      version: 1
    });
    await appendEvent(study.id, acting, {
      kind: 'consultation.opened',
      ...about,
      payload: { deadline: deadline.at }
    });
    return;
  }
  if (from !== 'consultation' || !latest || latest.closedAt !== null) return;
  const outcome = step === 'return' ? 'called-off' : latest.submittedAt === null ? 'no-comment' : 'submitted';
  if (await closeConsultation(trx, latest.id, outcome, at)) {
    await appendEvent(study.id, acting, { kind: 'consultation.closed', ...about, payload: { outcome } });
  }
}

/**
 * Closes the clarifications of a response that goes back to the city as a whole, since they are then part of
 * that. Null where there were none; otherwise the response is open for the city as a whole.
 */
export async function closeClarifications(
  tools: FreezingTools,
  context: CommandContext,
  acting: Actor | null,
  response: DocumentRow,
  to: AssessmentState,
  before: TextsBefore
): Promise<Result<unknown> | null> {
  const open = responseIsOpen(to) ? (await listClarifications(context.trx, response.id)).filter(isOpen) : [];
  if (open.length === 0) return null;
  const closed = await closeText(context, acting, response);
  if (!closed.ok) return closed;
  const closing = {
    closedGeneration: response.generation,
    withdrawnBy: acting?.userId ?? null,
    withdrawnAt: context.at
  };
  await updateClarifications(
    context.trx,
    open.map(({ id }) => id),
    closing
  );
  return openText(tools, context, acting, response, before);
}

/** Voids the signatures on what had been put before the chairs, for a text or a chapter. */
export async function voidApproval(
  context: CommandContext,
  {
    study,
    acting,
    document
  }: { readonly study: Study; readonly acting: Actor | null; readonly document: DocumentRow },
  reason: Bilingual
): Promise<void> {
  const { trx, at, appendEvent } = context;
  const newVersion = await findNewestVersion(trx, study.id, subjectOf(document), 'approval');
  const signers = newVersion ? await voidSignatures(trx, newVersion.id, at, reason) : [];
  if (!newVersion || signers.length === 0) return;
  await appendEvent(study.id, acting, {
    kind: 'approval.voided',
    needs: abilitiesToOpen[document.kind].read,
    ...(document.cityId === null ? {} : { cityId: document.cityId }),
    documentId: document.id,
    payload: { versionId: newVersion.id },
    forHearers: { signers, slug: document.slug }
  });
}
