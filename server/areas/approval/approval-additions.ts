/**
 * Adds to an approval afterwards: scans of sealed pages, the steering committee's notes, and which version a
 * chair has seen.
 */
import { studyAbilitiesOf, type Actor, type Grant } from '#base/permissions.ts';
import { quotas } from '#rules/study/quota.ts';
import { largestScan, scanName, scanTypeOf, type ScanType } from '#rules/approval/scan.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Authorized } from '#server/commands/command-spec.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { Subject } from '#server/commands/subject.ts';
import { countSeals, findSeal, insertNoting, insertSeal, saveVersionSeen } from './store/approvals.ts';
import { findStudy } from '#areas/study';
import { findVersionSummary } from '#areas/versions';
import { sha256 } from '#server/files/sha256.ts';
import type { ApprovalTools } from './approval-signing.ts';
import { appendApprovalEvent } from './approval-events.ts';
import { approvalVersionSubject, type LoadedApprovalVersion, type OfApproval } from './approval-subject.ts';
import { actingWith } from './subject-access.ts';

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

/** In characters; a remark is a few sentences. */
const longestRemark = 5_000;

const command = commandsOf<ApprovalTools>();

/** Records that a chair was shown the version: the next signing page compares with it. */
export const markSeen = command(
  { name: 'approval.see', subject: approvalVersionSubject, needs: 'study.chair' },
  async ({ trx, at, actor, subject: { study, found, version } }) => {
    await saveVersionSeen(trx, {
      studyId: study.id,
      subject: found.key,
      userId: actor.userId,
      versionId: version.id,
      at
    });
    return null;
  }
);

/**
 * Records that a member of the steering committee takes note of what the chairs approved, once for each
 * version.
 */
export const takeNote = command(
  { name: 'approval.note', subject: approvalVersionSubject, needs: 'study.note' },
  async ({ trx, at, actor, append, subject: { study, found, version, isApproved } }, remark: string) => {
    if (!isApproved) throw refused('wrong-state');
    if (remark.length > longestRemark) throw refused('invalid', { field: 'remark' });
    const isNew = await insertNoting(trx, {
      studyId: study.id,
      versionId: version.id,
      userId: actor.userId,
      remark: remark.trim(),
      at
    });
    if (!isNew) throw refused('conflict');
    // The city learns of the approval; the remarks of the committee stay with the group.
    append({
      kind: 'approval.noted',
      needs: 'study.approvals',
      payload: { subject: found.key, versionId: version.id },
      ...(found.target.kind === 'record' ? {} : { documentId: found.target.document.id }),
      ...(found.target.kind === 'findings' ? { cityId: found.target.assessment.cityId } : {})
    });
    return null;
  }
);

/** Returns the grants that allow a scan for this side: a chair seals for the own one, the secretariat for either. */
function sealingFor(
  { grants, subject: { isApproved } }: Authorized<typeof approvalVersionSubject>,
  sideId: string
): readonly Grant[] {
  const allowing = grants.filter((grant) => {
    const abilities = studyAbilitiesOf([grant]);
    return abilities.has('study.propose') || (abilities.has('study.chair') && grant.sideId === sideId);
  });
  if (allowing.length === 0) throw refused('forbidden');
  if (!isApproved) throw refused('wrong-state');
  return allowing;
}

/** A chair saves its own side's, the secretariat either's. */
export const saveSeal = command(
  {
    name: 'approval.save-seal',
    subject: approvalVersionSubject,
    needs: ['study.propose', 'study.chair'],
    prepare: async (preparation, scan: Scan) => {
      const { deps, subject } = preparation;
      if (!subject.study.sides.some(({ id }) => id === scan.sideId))
        throw refused('invalid', { field: 'sideId' });
      sealingFor(preparation, scan.sideId);
      if (scan.bytes.byteLength > largestScan) throw refused('too-large', { field: 'scan' });
      const mediaType = scanTypeOf(scan.bytes);
      if (!mediaType) throw refused('unsupported-file', { field: 'scan' });
      if (!(await deps.storage.hasRoom())) throw refused('storage-low', { field: 'scan' });
      return { mediaType, hash: sha256(scan.bytes) };
    }
  },
  async (decision, { sideId, fileName, bytes }: Scan) => {
    const {
      trx,
      at,
      deps,
      actor,
      prepared: { mediaType, hash },
      subject: { study, found, version }
    } = decision;
    const acting = actingWith(actor, sealingFor(decision, sideId));
    if ((await countSeals(trx, study.id, version.id)) >= quotas.scansOfVersion)
      throw refused('too-many', { field: 'scan' });
    const id = deps.newId();
    await insertSeal(trx, {
      id,
      studyId: study.id,
      versionId: version.id,
      sideId,
      fileName: scanName(fileName, mediaType),
      mediaType,
      sha256: hash,
      bytes,
      userId: actor.userId,
      at
    });
    await appendApprovalEvent(decision, study, acting, found, 'outcome', {
      kind: 'seal.kept',
      payload: {
        subject: found.key,
        versionId: version.id,
        number: version.number,
        sealId: id,
        sideId,
        hash
      }
    });
    return { id };
  }
);

interface LoadedSeal extends LoadedApprovalVersion {
  readonly seal: NonNullable<Awaited<ReturnType<typeof findSeal>>>;
}

/** Is seen by those who see the version that it belongs to. */
const sealSubject: Subject<Actor, [studySlug: string, sealId: string], LoadedSeal, OfApproval> = {
  name: 'sealed page',
  keyParts: 2,
  find: async (db, studySlug, sealId) => {
    const study = await findStudy(db, studySlug);
    const seal = study && (await findSeal(db, study.id, sealId));
    const version = seal && (await findVersionSummary(db, study.id, seal.versionId));
    const loaded = version && (await approvalVersionSubject.find(db, studySlug, version.subject, version.id));
    return loaded && { ...loaded, seal };
  },
  abilities: approvalVersionSubject.abilities,
  sees: 'study.see',
  studyOf: ({ study }) => study.id,
  locks: {}
};

/** For those who may read the approval that it belongs to. */
export const loadSeal = readsOf<ApprovalTools>()(
  { name: 'approval.load-seal', subject: sealSubject },
  ({ subject: { seal } }): Promise<StoredScan> =>
    Promise.resolve({ fileName: seal.fileName, mediaType: seal.mediaType, bytes: seal.bytes })
);
