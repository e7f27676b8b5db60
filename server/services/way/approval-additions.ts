/** What is added to an approval afterwards: scans of pages under seal, the steering committee's notes, and which version a chair has seen. */
import { isComplete } from '#domain/approval.ts';
import { studyAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { largestScan, scanName, scanTypeOf, type ScanType } from '#domain/scan.ts';
import { findSeal, insertNoting, insertSeal, saveVersionSeen } from '../../store/approvals.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import { listSignatures } from '../../store/signatures.ts';
import { findVersionLine, type VersionLine } from '../../store/versions.ts';
import { decide, type Sheet } from '../desk.ts';
import { enterStudy, type EnteredStudy } from '../study-door.ts';
import { tellOf, type ApprovalTools } from './approval-signing.ts';
import { actingWith, enterSubject, type EnteredSubject } from './subject-door.ts';
import { sha256 } from '../sha256.ts';

export interface Scan {
  readonly sideId: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface KeptScan {
  readonly fileName: string;
  readonly mediaType: ScanType;
  readonly bytes: Uint8Array;
}

/** A remark is a few sentences. */
const longestRemark = 5_000;

interface Found {
  readonly entered: EnteredStudy;
  readonly subject: EnteredSubject;
  readonly version: VersionLine;
  readonly isApproved: boolean;
}

/** The version inside its subject, for whoever may read it. */
async function enterVersion(
  sheet: Pick<Sheet, 'trx'>,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string
): Promise<Result<Found>> {
  const { trx } = sheet;
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const entered = await enterStudy(trx, now, studySlug);
  if (!entered.ok) return entered;
  const { study, grants } = entered.value;
  const subject = await enterSubject(trx, study, grants, text);
  if (!subject.ok) return subject;
  const version = await findVersionLine(trx, study.id, versionId);
  if (version?.subject !== subject.value.key || version.kind !== 'approval') return refuse('not-found');
  const isApproved = isComplete(
    await listSignatures(trx, version.id),
    study.sides.map(({ id }) => id)
  );
  if (subject.value.reading !== 'all' && !isApproved) return refuse('not-found');
  return ok({ entered: entered.value, subject: subject.value, version, isApproved });
}

/** A chair has had the version before them: the next signing page compares with it. */
export const markSeen = (
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string
): Promise<Result<null>> =>
  decide(tools, async (sheet) => {
    const found = await enterVersion(sheet, actor, studySlug, text, versionId);
    if (!found.ok) return found;
    const { entered, subject } = found.value;
    if (!entered.grants.some(({ role }) => role === 'chair')) return refuse('forbidden');
    await saveVersionSeen(sheet.trx, {
      studyId: entered.study.id,
      subject: subject.key,
      userId: actor.userId,
      versionId,
      at: sheet.at
    });
    return ok(null);
  });

/** A member of the steering committee takes note of what the chairs approved, once for each version. */
export const takeNote = (
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string,
  remark: string
): Promise<Result<null>> =>
  decide(tools, async (sheet) => {
    const found = await enterVersion(sheet, actor, studySlug, text, versionId);
    if (!found.ok) return found;
    const { entered, subject, isApproved } = found.value;
    const allowing = entered.grants.filter((grant) => studyAbilitiesOf([grant]).has('study.note'));
    if (allowing.length === 0) return refuse('forbidden');
    if (!isApproved) return refuse('wrong-state');
    if (remark.length > longestRemark) return refuse('invalid', { field: 'remark' });
    const isNew = await insertNoting(sheet.trx, {
      studyId: entered.study.id,
      versionId,
      userId: actor.userId,
      remark: remark.trim(),
      at: sheet.at
    });
    if (!isNew) return refuse('conflict');
    // The city learns of the approval; what the committee says of it stays with the group.
    await sheet.tell(entered.study.id, actingWith(actor, allowing), {
      kind: 'approval.noted',
      needs: 'study.approvals',
      payload: { subject: subject.key, versionId },
      ...(subject.place.kind === 'record' ? {} : { documentId: subject.place.document.id }),
      ...(subject.place.kind === 'findings' ? { cityId: subject.place.assessment.cityId } : {})
    });
    return ok(null);
  });

/** Keeps the scan of a side's sealed page: a chair its own side's, the secretariat either's. */
export const keepSeal = (
  tools: ApprovalTools,
  actor: Actor,
  studySlug: string,
  text: string,
  versionId: string,
  scan: Scan
): Promise<Result<{ readonly id: string }>> =>
  decide(tools, async (sheet) => {
    const found = await enterVersion(sheet, actor, studySlug, text, versionId);
    if (!found.ok) return found;
    const { entered, subject, version, isApproved } = found.value;
    const { study } = entered;
    if (!study.sides.some(({ id }) => id === scan.sideId)) return refuse('invalid', { field: 'sideId' });
    const allowing = entered.grants.filter(
      (grant) =>
        studyAbilitiesOf([grant]).has('study.propose') ||
        (grant.role === 'chair' && grant.sideId === scan.sideId)
    );
    if (allowing.length === 0) return refuse('forbidden');
    if (!isApproved) return refuse('wrong-state');
    if (scan.bytes.byteLength > largestScan) return refuse('too-large', { field: 'scan' });
    const mediaType = scanTypeOf(scan.bytes);
    if (!mediaType) return refuse('unsupported-file', { field: 'scan' });
    const id = tools.newId();
    const hash = sha256(scan.bytes);
    await insertSeal(sheet.trx, {
      id,
      studyId: study.id,
      versionId,
      sideId: scan.sideId,
      fileName: scanName(scan.fileName, mediaType),
      mediaType,
      sha256: hash,
      bytes: scan.bytes,
      userId: actor.userId,
      at: sheet.at
    });
    await tellOf(sheet, study, actingWith(actor, allowing), subject, 'seal.kept', 'outcome', {
      versionId,
      number: version.number,
      sealId: id,
      sideId: scan.sideId,
      hash
    });
    return ok({ id });
  });

/** For whoever may read the approval that it belongs to. */
export async function loadSeal(
  tools: Pick<ApprovalTools, 'store'>,
  actor: Actor,
  studySlug: string,
  sealId: string
): Promise<Result<KeptScan>> {
  const { db } = tools.store;
  const entered = await enterStudy(db, actor, studySlug);
  if (!entered.ok) return entered;
  const { study, grants } = entered.value;
  const seal = await findSeal(db, study.id, sealId);
  const version = seal && (await findVersionLine(db, study.id, seal.versionId));
  const subject = version && (await enterSubject(db, study, grants, version.subject));
  if (!seal || !version || !subject?.ok) return refuse('not-found');
  if (
    subject.value.reading !== 'all' &&
    !isComplete(
      await listSignatures(db, version.id),
      study.sides.map(({ id }) => id)
    )
  )
    return refuse('not-found');
  return ok({ fileName: seal.fileName, mediaType: seal.mediaType, bytes: seal.bytes });
}
