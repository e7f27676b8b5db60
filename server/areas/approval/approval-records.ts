/**
 * Handles the approval of the framework and the list of pilots. They have no document and no workflow: they
 * are put before the chairs as they are, and may be sent back.
 */
import { isComplete, type RecordKind } from '#rules/approval/approval.ts';
import type { Bilingual } from '#base/locale.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import { insertSentBack } from './store/approvals.ts';
import { listSignatures, voidSignatures } from './store/signatures.ts';
import { insertVersions, nextVersionNumber, type VersionSummary } from '#areas/versions';
import { recordNow } from './approved-content.ts';
import { studySubject } from '#areas/study';
import type { ApprovalTools } from './approval-signing.ts';
import { appendApprovalEvent, appendVoided, voidOf } from './approval-events.ts';
import { findSubject, readableSubject, type AuthorizedSubject } from './subject-access.ts';
import { sha256 } from '#server/files/sha256.ts';
import { bytesOf } from '#rules/versions/version.ts';

const command = commandsOf<ApprovalTools>();

const overtaken: Bilingual = {
  en: 'A newer version was put before the chairs.',
  zh: '已提交新的版本供主席批准。'
};
/** In characters; the length of the reasons of steps. */
const longestReason = 5_000;

async function found(
  { trx, grants, subject: { study } }: Decision<ApprovalTools, typeof studySubject, unknown>,
  record: RecordKind
): Promise<AuthorizedSubject> {
  const subject = readableSubject(grants, await findSubject(trx, study, record));
  if (!subject) throw refused('not-found');
  return subject;
}

/**
 * Puts a record before the chairs; `conflict` where the newest version says the same and waits or is
 * approved; `wrong-state` where there is nothing to approve.
 */
export const propose = command(
  { name: 'approval.propose', subject: studySubject, needs: 'study.propose', locks: ['study'] },
  async (decision, record: RecordKind): Promise<VersionSummary> => {
    const {
      trx,
      at,
      deps,
      acting,
      subject: { study }
    } = decision;
    const subject = await found(decision, record);
    const { newest, state, isRequested } = subject;
    const content = await recordNow(trx, study, record);
    if (!content) throw refused('wrong-state');
    const bytes = bytesOf(content);
    const hash = sha256(bytes);
    if (newest?.hash === hash && (isRequested || state === 'approved')) throw refused('conflict');
    if (newest && isRequested)
      await voidOf(decision, { study, acting, subject, versionId: newest.id }, overtaken);
    const summary: VersionSummary = {
      id: deps.newId(),
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
      userId: acting.userId,
      at
    };
    await insertVersions(trx, { ...summary, bytes });
    await appendApprovalEvent(decision, study, acting, subject, 'inside', {
      kind: 'approval.asked',
      payload: { subject: subject.key, versionId: summary.id, number: summary.number, hash }
    });
    return summary;
  }
);

/** By a chair; signatures on the record become void. */
export const sendBack = command(
  { name: 'approval.send-back', subject: studySubject, needs: 'study.sign', locks: ['study'] },
  async (decision, record: RecordKind, versionId: string, reason: Bilingual) => {
    const {
      trx,
      at,
      acting,
      subject: { study }
    } = decision;
    const subject = await found(decision, record);
    const { newest, isRequested } = subject;
    if (!newest || !isRequested) throw refused('wrong-state');
    if (newest.id !== versionId) throw refused('stale');
    if (reason.en.trim() === '' && reason.zh.trim() === '')
      throw refused('reason-required', { field: 'reason' });
    if (reason.en.length > longestReason || reason.zh.length > longestReason)
      throw refused('invalid', { field: 'reason' });
    const sides = study.sides.map(({ id }) => id);
    if (isComplete(await listSignatures(trx, newest.id), sides)) throw refused('wrong-state');
    const signers = await voidSignatures(trx, newest.id, at, reason);
    await insertSentBack(trx, {
      versionId,
      studyId: study.id,
      userId: acting.userId,
      reasonEn: reason.en,
      reasonZh: reason.zh,
      at
    });
    await appendVoided(decision, { study, acting, subject, versionId, signers });
    return null;
  }
);
