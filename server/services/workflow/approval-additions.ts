/**
 * Adds to an approval afterwards: scans of sealed pages, the steering committee's notes, and which version a
 * chair has seen.
 */
import { isComplete } from '#domain/approval.ts';
import { studyAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { quotas } from '#domain/quota.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { largestScan, scanName, scanTypeOf, type ScanType } from '#domain/scan.ts';
import { countSeals, findSeal, insertNoting, insertSeal, saveVersionSeen } from '../../store/approvals.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import { listSignatures } from '../../store/signatures.ts';
import { findVersionSummary, type VersionSummary } from '../../store/versions.ts';
import { runCommand, type CommandContext } from '../../commands/run-command.ts';
import { authorizeStudy, type AuthorizedStudy } from '../study-access.ts';
import { appendApprovalEvent, type ApprovalTools } from './approval-signing.ts';
import { actingWith, authorizeSubject, type AuthorizedSubject } from './subject-access.ts';
import { sha256 } from '../sha256.ts';

export interface Scan {
  readonly sideId: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface StoredScan {
  readonly fileName: string;
  readonly mediaType: ScanType;
  readonly bytes: Uint8Array;
}

/** Limits a remark, in characters; it is a few sentences. */
const longestRemark = 5_000;

interface Found {
  readonly authorized: AuthorizedStudy;
  readonly subject: AuthorizedSubject;
  readonly version: VersionSummary;
  readonly isApproved: boolean;
}

/** Loads the version within its subject, and authorizes reading it. */
async function authorizeVersion(
  context: Pick<CommandContext, 'trx'>,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string
): Promise<Result<Found>> {
  const { trx } = context;
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const authorized = await authorizeStudy(trx, now, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const subject = await authorizeSubject(trx, study, grants, text);
  if (!subject.ok) return subject;
  const version = await findVersionSummary(trx, study.id, versionId);
  if (version?.subject !== subject.value.key || version.kind !== 'approval') return refuse('not-found');
  const isApproved = isComplete(
    await listSignatures(trx, version.id),
    study.sides.map(({ id }) => id)
  );
  if (subject.value.readAccess !== 'all' && !isApproved) return refuse('not-found');
  return ok({ authorized: authorized.value, subject: subject.value, version, isApproved });
}

/** Records that a chair was shown the version: the next signing page compares with it. */
export const markSeen = (
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string
): Promise<Result<null>> =>
  runCommand(tools, async (context) => {
    const found = await authorizeVersion(context, actor, studySlug, text, versionId);
    if (!found.ok) return found;
    const { authorized, subject } = found.value;
    if (!authorized.grants.some(({ role }) => role === 'chair')) return refuse('forbidden');
    await saveVersionSeen(context.trx, {
      studyId: authorized.study.id,
      subject: subject.key,
      userId: actor.userId,
      versionId,
      at: context.at
    });
    return ok(null);
  });

/**
 * Records that a member of the steering committee takes note of what the chairs approved, once for each
 * version.
 */
export const takeNote = (
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string,
  remark: string
): Promise<Result<null>> =>
  runCommand(tools, async (context) => {
    const found = await authorizeVersion(context, actor, studySlug, text, versionId);
    if (!found.ok) return found;
    const { authorized, subject, isApproved } = found.value;
    const allowing = authorized.grants.filter((grant) => studyAbilitiesOf([grant]).has('study.note'));
    if (allowing.length === 0) return refuse('forbidden');
    if (!isApproved) return refuse('wrong-state');
    if (remark.length > longestRemark) return refuse('invalid', { field: 'remark' });
    const isNew = await insertNoting(context.trx, {
      studyId: authorized.study.id,
      versionId,
      userId: actor.userId,
      remark: remark.trim(),
      at: context.at
    });
    if (!isNew) return refuse('conflict');
    // The city learns of the approval; the remarks of the committee stay with the group.
    await context.appendEvent(authorized.study.id, actingWith(actor, allowing), {
      kind: 'approval.noted',
      needs: 'study.approvals',
      payload: { subject: subject.key, versionId },
      ...(subject.target.kind === 'record' ? {} : { documentId: subject.target.document.id }),
      ...(subject.target.kind === 'findings' ? { cityId: subject.target.assessment.cityId } : {})
    });
    return ok(null);
  });

/** Saves the scan of a side's sealed page: a chair its own side's, the secretariat either's. */
export const saveSeal = (
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string,
  scan: Scan
): Promise<Result<{ readonly id: string }>> =>
  runCommand(tools, async (context) => {
    const found = await authorizeVersion(context, actor, studySlug, text, versionId);
    if (!found.ok) return found;
    const { authorized, subject, version, isApproved } = found.value;
    const { study } = authorized;
    if (!study.sides.some(({ id }) => id === scan.sideId)) return refuse('invalid', { field: 'sideId' });
    const allowing = authorized.grants.filter(
      (grant) =>
        studyAbilitiesOf([grant]).has('study.propose') ||
        (grant.role === 'chair' && grant.sideId === scan.sideId)
    );
    if (allowing.length === 0) return refuse('forbidden');
    if (!isApproved) return refuse('wrong-state');
    if (scan.bytes.byteLength > largestScan) return refuse('too-large', { field: 'scan' });
    const mediaType = scanTypeOf(scan.bytes);
    if (!mediaType) return refuse('unsupported-file', { field: 'scan' });
    if (!(await tools.storage.hasRoom())) return refuse('storage-low', { field: 'scan' });
    if ((await countSeals(context.trx, study.id, versionId)) >= quotas.scansOfVersion)
      return refuse('too-many', { field: 'scan' });
    const id = tools.newId();
    const hash = sha256(scan.bytes);
    await insertSeal(context.trx, {
      id,
      studyId: study.id,
      versionId,
      sideId: scan.sideId,
      fileName: scanName(scan.fileName, mediaType),
      mediaType,
      sha256: hash,
      bytes: scan.bytes,
      userId: actor.userId,
      at: context.at
    });
    await appendApprovalEvent(context, study, actingWith(actor, allowing), subject, 'seal.kept', 'outcome', {
      versionId,
      number: version.number,
      sealId: id,
      sideId: scan.sideId,
      hash
    });
    return ok({ id });
  });

/** Loads a scan, for those who may read the approval that it belongs to. */
export async function loadSeal(
  tools: Pick<ApprovalTools, 'store'>,
  actor: Actor,
  studySlug: string,
  sealId: string
): Promise<Result<StoredScan>> {
  const { db } = tools.store;
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const seal = await findSeal(db, study.id, sealId);
  const version = seal && (await findVersionSummary(db, study.id, seal.versionId));
  const subject = version && (await authorizeSubject(db, study, grants, version.subject));
  if (!seal || !version || !subject?.ok) return refuse('not-found');
  if (
    subject.value.readAccess !== 'all' &&
    !isComplete(
      await listSignatures(db, version.id),
      study.sides.map(({ id }) => id)
    )
  )
    return refuse('not-found');
  return ok({ fileName: seal.fileName, mediaType: seal.mediaType, bytes: seal.bytes });
}
