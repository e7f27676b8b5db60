/**
 * Adds evidence: a file, a link or a citation, and further revisions. The same bytes are stored once per
 * city.
 */
import { validateEvidenceFile } from '#domain/evidence-file.ts';
import {
  validateEvidenceFacts,
  mostEvidence,
  mostRevisions,
  type EvidenceFacts,
  type EvidenceKind
} from '#domain/evidence.ts';
import type { Actor } from '#domain/permissions.ts';
import { fitsEvidenceQuota } from '#domain/quota.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  countStoredBytes,
  factColumns,
  findSameBytes,
  insertEvidence,
  insertFile,
  insertUse,
  listEvidence,
  listFiles
} from '../../store/evidence.ts';
import type { Db } from '../../store/open.ts';
import type { Storage } from '../../store/storage.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { sha256 } from '../sha256.ts';
import {
  authorizePieceCommand,
  authorizeEvidenceCommand,
  authorizeShowing,
  appendEvidenceEvent,
  type AuthorizedEvidenceCommand,
  type ShowingCity
} from './evidence-access.ts';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface StoredFile {
  readonly id: string;
  /** Says that the file has another name than it was uploaded with. */
  readonly isRenamed: boolean;
}

export interface Adding {
  /**
   * Adds a piece. A file is required for a piece of that kind, and may be the stored copy of a link.
   * `already-held` names in `evidenceId` where these bytes are.
   */
  add(
    actor: Actor,
    studySlug: string,
    cityId: string,
    kind: EvidenceKind,
    facts: EvidenceFacts,
    file: GivenFile | null
  ): Promise<Result<StoredFile>>;
  /** Adds a piece that the answer to a question cites at once: also while that question is reopened. */
  addFor(
    actor: Actor,
    studySlug: string,
    cityId: string,
    question: string,
    kind: EvidenceKind,
    facts: EvidenceFacts,
    file: GivenFile | null
  ): Promise<Result<StoredFile>>;
  /** Adds a newer revision of a file, or of the stored copy of a link. */
  revise(
    actor: Actor,
    studySlug: string,
    cityId: string,
    id: string,
    file: GivenFile
  ): Promise<Result<StoredFile>>;
}

/** Describes what adding needs besides the command: whether the disk has room for files. */
export type AddingTools = CommandDeps & { readonly storage: Pick<Storage, 'hasRoom'> };

export function openAdding(tools: AddingTools): Adding {
  return {
    add: (actor, studySlug, cityId, kind, given, file) => {
      const prepared = file && prepareFile(file);
      return runCommand(tools, async (context) => {
        const authorized = await authorizeEvidenceCommand(
          context.trx,
          actor,
          studySlug,
          cityId,
          'evidence.write'
        );
        return authorized.ok ? addPiece(tools, context, authorized.value, kind, given, prepared) : authorized;
      });
    },

    addFor: (actor, studySlug, cityId, questionId, kind, given, file) => {
      const prepared = file && prepareFile(file);
      return runCommand(tools, async (context) => {
        const { trx } = context;
        const authorized = await authorizeShowing(trx, actor, studySlug, cityId, questionId);
        if (!authorized.ok) return authorized;
        const at = context.takeTime();
        const added = await addPiece(tools, context, authorized.value, kind, given, prepared);
        if (!added.ok) return added;
        const { id } = added.value;
        const location = { questionId, recordId: '' };
        await insertUse(trx, {
          studyId: authorized.value.study.id,
          evidenceId: id,
          ...location,
          userId: actor.userId,
          at
        });
        await appendEvidenceEvent(
          context,
          authorized.value,
          'evidence.cited',
          { id, isConfidential: given.isConfidential ? 1 : 0 },
          { ...location, cites: true }
        );
        return added;
      });
    },

    revise: (actor, studySlug, cityId, id, file) => {
      const prepared = prepareFile(file);
      return runCommand(tools, async (context) => {
        const { trx } = context;
        const authorized = await authorizePieceCommand(trx, actor, studySlug, cityId, id, 'evidence.write');
        if (!authorized.ok) return authorized;
        const at = context.takeTime();
        const { piece } = authorized.value;
        if (piece.kind === 'citation' || piece.withdrawnAt !== null) return refuse('wrong-state');
        const n = ((await listFiles(trx, [id])).at(-1)?.n ?? 0) + 1;
        if (n > mostRevisions) return refuse('too-many');
        const revision = await saveRevision(
          tools,
          trx,
          authorized.value,
          { evidenceId: id, n, userId: actor.userId, at },
          prepared
        );
        if (!revision.ok) return revision;
        await appendEvidenceEvent(context, authorized.value, 'evidence.revised', piece, {
          n,
          sha256: revision.value.sha256
        });
        return ok({ id, isRenamed: revision.value.isRenamed });
      });
    }
  };
}

async function addPiece(
  tools: AddingTools,
  context: CommandContext,
  authorized: AuthorizedEvidenceCommand & Partial<Pick<ShowingCity, 'reopenedAt'>>,
  kind: EvidenceKind,
  given: EvidenceFacts,
  file: PreparedFile | null
): Promise<Result<StoredFile>> {
  const { trx, at } = context;
  const {
    study,
    assessment,
    acting: { userId }
  } = authorized;
  const facts = validateEvidenceFacts(kind, given);
  if (!facts.ok) return facts;
  const brought = kind === 'citation' ? null : file;
  if (kind === 'file' && brought === null) return refuse('file-refused', { field: 'file', why: 'empty' });
  if ((await listEvidence(trx, study.id, assessment.cityId)).length >= mostEvidence)
    return refuse('too-many');
  const id = tools.newId();
  const piece = {
    id,
    studyId: study.id,
    cityId: assessment.cityId,
    kind,
    ...factColumns(facts.value),
    userId,
    at,
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawnReasonEn: '',
    withdrawnReasonZh: '',
    version: 1
  };
  await insertEvidence(trx, piece);
  const revision = brought
    ? await saveRevision(tools, trx, authorized, { evidenceId: id, n: 1, userId, at }, brought)
    : null;
  if (revision && !revision.ok) return revision;
  await appendEvidenceEvent(context, authorized, 'evidence.added', piece, {
    kind,
    ...(revision ? { sha256: revision.value.sha256 } : {})
  });
  return ok({ id, isRenamed: revision?.value.isRenamed ?? false });
}

/** Holds a file with what was read of its bytes. */
interface PreparedFile extends GivenFile {
  readonly checked: ReturnType<typeof validateEvidenceFile>;
  readonly hash: string;
}

/** Reads the bytes of a file before the transaction, in which all other writes would wait for it. */
const prepareFile = (file: GivenFile): PreparedFile => ({
  ...file,
  checked: validateEvidenceFile(file.name, file.bytes),
  hash: sha256(file.bytes)
});

interface RevisionFacts {
  readonly evidenceId: string;
  readonly n: number;
  readonly userId: string;
  readonly at: string;
}

async function saveRevision(
  { storage }: AddingTools,
  trx: Db,
  { study, assessment }: AuthorizedEvidenceCommand,
  location: RevisionFacts,
  { bytes, checked, hash }: PreparedFile
): Promise<Result<{ readonly sha256: string; readonly isRenamed: boolean }>> {
  if (!checked.ok) return checked;
  const { fileName, isRenamed, mediaType } = checked.value;
  if (!(await storage.hasRoom())) return refuse('storage-low', { field: 'file' });
  const stored = await countStoredBytes(trx, {
    studyId: study.id,
    cityId: assessment.cityId,
    userId: location.userId
  });
  const fits = fitsEvidenceQuota(stored, bytes.byteLength);
  if (!fits.ok) return fits;
  const same = await findSameBytes(trx, study.id, assessment.cityId, hash);
  if (same)
    return refuse('already-held', {
      field: 'file',
      evidenceId: same.id,
      titleEn: same.titleEn,
      titleZh: same.titleZh
    });
  await insertFile(trx, {
    studyId: study.id,
    ...location,
    fileName,
    isRenamed: isRenamed ? 1 : 0,
    mediaType,
    size: bytes.byteLength,
    sha256: hash,
    bytes
  });
  return ok({ sha256: hash, isRenamed });
}
