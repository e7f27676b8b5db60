/** The framework and the list of pilots have no document and no way: they are put before the chairs as they stand, and may be sent back. */
import { isComplete } from '#domain/approval.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { insertSentBack } from '../../store/approvals.ts';
import { listSignatures, voidSignatures } from '../../store/signatures.ts';
import { insertVersion, nextVersionNumber, type VersionLine } from '../../store/versions.ts';
import { decide } from '../desk.ts';
import { enterToDecide } from '../study-door.ts';
import { recordNow } from './approved-content.ts';
import { tellOf, voidOf, writeToSigners, type ApprovalTools } from './approval-signing.ts';
import { enterSubject, lockSubject } from './subject-door.ts';
import { sha256 } from '../sha256.ts';
import { bytesOf } from './version-keeping.ts';

const overtaken: Bilingual = {
  en: 'A newer version was put before the chairs.',
  zh: '已提交新的版本供主席批准。'
};
/** Reasons are as long as those of steps. */
const longestReason = 5_000;

/** `conflict` where the newest version says the same and waits or is approved; `wrong-state` where there is nothing to approve. */
export function propose(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  record: 'framework' | 'pilots'
): Promise<Result<VersionLine>> {
  return decide(tools, async (sheet) => {
    const { trx, at } = sheet;
    const early = await enterToDecide(trx, actor, studySlug, 'study.see');
    if (!early.ok) return early;
    await lockSubject(trx, early.value.study, { kind: record });
    const entered = await enterToDecide(trx, actor, studySlug, 'study.propose');
    if (!entered.ok) return entered;
    const { study, acting } = entered.value;
    const found = await enterSubject(trx, study, entered.value.grants, record);
    if (!found.ok) return found;
    const { newest, state, isAsked } = found.value;
    const content = await recordNow(trx, study, record);
    if (!content) return refuse('wrong-state');
    const bytes = bytesOf(content);
    const hash = sha256(bytes);
    if (newest?.hash === hash && (isAsked || state === 'approved')) return refuse('conflict');
    if (newest && isAsked)
      await voidOf(tools, sheet, { study, acting, subject: found.value, versionId: newest.id }, overtaken);
    const line: VersionLine = {
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
    await insertVersion(trx, { ...line, bytes });
    await tellOf(sheet, study, acting, found.value, 'approval.asked', 'inside', {
      versionId: line.id,
      number: line.number,
      hash
    });
    return ok(line);
  });
}

/** A chair sends a record back with a reason; signatures on it become void. */
export function sendBack(
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  record: 'framework' | 'pilots',
  versionId: string,
  reason: Bilingual
): Promise<Result<null>> {
  return decide(tools, async (sheet) => {
    const { trx, at } = sheet;
    const early = await enterToDecide(trx, actor, studySlug, 'study.see');
    if (!early.ok) return early;
    await lockSubject(trx, early.value.study, { kind: record });
    const entered = await enterToDecide(trx, actor, studySlug, 'study.sign');
    if (!entered.ok) return entered;
    const { study, acting } = entered.value;
    const found = await enterSubject(trx, study, entered.value.grants, record);
    if (!found.ok) return found;
    const { newest, isAsked } = found.value;
    if (!newest || !isAsked) return refuse('wrong-state');
    if (newest.id !== versionId) return refuse('stale');
    if (reason.en.trim() === '' && reason.zh.trim() === '')
      return refuse('reason-required', { field: 'reason' });
    if (reason.en.length > longestReason || reason.zh.length > longestReason)
      return refuse('invalid', { field: 'reason' });
    const standing = await listSignatures(trx, newest.id);
    if (
      isComplete(
        standing,
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
    await tellOf(sheet, study, acting, found.value, 'approval.voided', 'inside', { versionId });
    await writeToSigners(tools.letters, sheet, { study, acting, subject: found.value, signers });
    return ok(null);
  });
}
