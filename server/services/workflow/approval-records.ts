/**
 * Handles the approval of the framework and the list of pilots. They have no document and no workflow: they
 * are put before the chairs as they are, and may be sent back.
 */
import { isComplete, type RecordKind } from '#domain/approval.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { insertSentBack } from '../../store/approvals.ts';
import { listSignatures, voidSignatures } from '../../store/signatures.ts';
import { insertVersions, nextVersionNumber, type VersionSummary } from '../../store/versions.ts';
import { runCommand } from '../../commands/run-command.ts';
import { authorizeStudyCommand } from '../study-access.ts';
import { recordNow } from './approved-content.ts';
import { appendApprovalEvent, voidOf, writeToSigners, type ApprovalTools } from './approval-signing.ts';
import { authorizeSubject, lockSubject } from './subject-access.ts';
import { sha256 } from '../sha256.ts';
import { bytesOf } from './version-storage.ts';

const overtaken: Bilingual = {
  en: 'A newer version was put before the chairs.',
  zh: '已提交新的版本供主席批准。'
};
/** Limits a reason, in characters, to the length of those of steps. */
const longestReason = 5_000;

/**
 * Puts a record before the chairs; `conflict` where the newest version says the same and waits or is
 * approved; `wrong-state` where there is nothing to approve.
 */
export function propose(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  record: RecordKind
): Promise<Result<VersionSummary>> {
  return runCommand(tools, async (context) => {
    const { trx, at } = context;
    const early = await authorizeStudyCommand(trx, actor, studySlug, 'study.see');
    if (!early.ok) return early;
    await lockSubject(trx, early.value.study, { kind: record });
    const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.propose');
    if (!authorized.ok) return authorized;
    const { study, acting } = authorized.value;
    const found = await authorizeSubject(trx, study, authorized.value.grants, record);
    if (!found.ok) return found;
    const { newest, state, isRequested } = found.value;
    const content = await recordNow(trx, study, record);
    if (!content) return refuse('wrong-state');
    const bytes = bytesOf(content);
    const hash = sha256(bytes);
    if (newest?.hash === hash && (isRequested || state === 'approved')) return refuse('conflict');
    if (newest && isRequested)
      await voidOf(tools, context, { study, acting, subject: found.value, versionId: newest.id }, overtaken);
    const summary: VersionSummary = {
      id: tools.newId(),
      studyId: study.id,
      subject: record,
      documentId: null,
      cityId: null,
      generation: null,
      throughSeq: null,
      number: await nextVersionNumber(trx, study.id, record),
      kind: 'approval',
      nameEn: '',
      nameZh: '',
      hash,
      userId: actor.userId,
      at
    };
    await insertVersions(trx, { ...summary, bytes });
    await appendApprovalEvent(context, study, acting, found.value, 'approval.asked', 'inside', {
      versionId: summary.id,
      number: summary.number,
      hash
    });
    return ok(summary);
  });
}

/** Sends a record back with a reason, by a chair; signatures on it become void. */
export function sendBack(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  record: RecordKind,
  versionId: string,
  reason: Bilingual
): Promise<Result<null>> {
  return runCommand(tools, async (context) => {
    const { trx, at } = context;
    const early = await authorizeStudyCommand(trx, actor, studySlug, 'study.see');
    if (!early.ok) return early;
    await lockSubject(trx, early.value.study, { kind: record });
    const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.sign');
    if (!authorized.ok) return authorized;
    const { study, acting } = authorized.value;
    const found = await authorizeSubject(trx, study, authorized.value.grants, record);
    if (!found.ok) return found;
    const { newest, isRequested } = found.value;
    if (!newest || !isRequested) return refuse('wrong-state');
    if (newest.id !== versionId) return refuse('stale');
    if (reason.en.trim() === '' && reason.zh.trim() === '')
      return refuse('reason-required', { field: 'reason' });
    if (reason.en.length > longestReason || reason.zh.length > longestReason)
      return refuse('invalid', { field: 'reason' });
    const validSignatures = await listSignatures(trx, newest.id);
    if (
      isComplete(
        validSignatures,
        study.sides.map(({ id }) => id)
      )
    )
      return refuse('wrong-state');
    const signers = await voidSignatures(trx, newest.id, at, reason);
    await insertSentBack(trx, {
      versionId,
      studyId: study.id,
      userId: actor.userId,
      reasonEn: reason.en,
      reasonZh: reason.zh,
      at
    });
    await appendApprovalEvent(context, study, acting, found.value, 'approval.voided', 'inside', {
      versionId
    });
    await writeToSigners(tools.mailer, context, { study, acting, subject: found.value, signers });
    return ok(null);
  });
}
