/**
 * Adds evidence: a file, a link or a citation, and further revisions. The same bytes are stored once per
 * city.
 */
import { validateEvidenceFile } from '#rules/evidence/evidence-file.ts';
import {
  validateEvidenceFacts,
  mostEvidence,
  mostRevisions,
  type EvidenceFacts,
  type EvidenceKind
} from '#rules/evidence/evidence.ts';
import type { Actor } from '#base/permissions.ts';
import { fitsEvidenceQuota } from '#rules/study/quota.ts';
import { factColumns, insertEvidence, insertUse, listEvidence } from './store/evidence.ts';
import { countStoredBytes, findSameBytes, insertFile, listFiles } from './store/evidence-files.ts';
import type { Storage } from '#server/store/storage.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import { sha256 } from '#server/files/sha256.ts';
import type { LoadedAssessment } from '#areas/assessments';
import {
  appendEvidenceEvent,
  evidenceSubject,
  pieceSubject,
  showing,
  showingNow
} from './evidence-subject.ts';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface StoredFile {
  readonly id: string;
  /** Says that the file has another name than it was uploaded with. */
  readonly isRenamed: boolean;
}

export type AddingTools = CommandDeps & { readonly storage: Pick<Storage, 'hasRoom'> };

const command = commandsOf<AddingTools>();

/**
 * A file is required for a piece of that kind, and may be the stored copy of a link. `already-held` names in
 * `evidenceId` where these bytes are.
 */
const add = command(
  {
    name: 'evidence.add',
    subject: evidenceSubject,
    needs: 'evidence.write',
    locks: ['assessment'],
    prepare: (_, _kind: EvidenceKind, _facts: EvidenceFacts, file: GivenFile | null) => prepareFile(file)
  },
  (decision, kind: EvidenceKind, facts: EvidenceFacts, _file: GivenFile | null): Promise<StoredFile> =>
    addPiece(decision, kind, facts, decision.prepared)
);

/** Adds a piece that the answer to a question cites at once: also while that question is reopened. */
const addFor = command(
  {
    name: 'evidence.add-for-answer',
    subject: evidenceSubject,
    needs: showing,
    locks: ['assessment'],
    prepare: (_, _questionId: string, _kind: EvidenceKind, _facts: EvidenceFacts, file: GivenFile | null) =>
      prepareFile(file)
  },
  async (
    decision,
    questionId: string,
    kind: EvidenceKind,
    given: EvidenceFacts,
    _file: GivenFile | null
  ): Promise<StoredFile> => {
    const { trx, at, prepared } = decision;
    const shown = { ...decision, ...(await showingNow(decision, questionId)) };
    const added = await addPiece(shown, kind, given, prepared);
    const { study } = decision.subject;
    const { id } = added;
    const location = { questionId, recordId: '' };
    await insertUse(trx, {
      studyId: study.id,
      evidenceId: id,
      ...location,
      userId: decision.actor.userId,
      at
    });
    await appendEvidenceEvent(
      shown,
      { isConfidential: given.isConfidential ? 1 : 0 },
      { kind: 'evidence.cited', payload: { evidenceId: id, ...location, cites: true } }
    );
    return added;
  }
);

/** Adds a newer revision of a file, or of the stored copy of a link. */
const revise = command(
  {
    name: 'evidence.revise',
    subject: pieceSubject,
    needs: 'evidence.write',
    locks: ['assessment'],
    prepare: (_, file: GivenFile) => Promise.resolve(preparedOf(file))
  },
  async (decision, _file: GivenFile): Promise<StoredFile> => {
    const { trx, subject, prepared } = decision;
    const { piece } = subject;
    const { id } = piece;
    if (piece.kind === 'citation' || piece.withdrawnAt !== null) throw refused('wrong-state');
    const n = ((await listFiles(trx, [id])).at(-1)?.n ?? 0) + 1;
    if (n > mostRevisions) throw refused('too-many');
    const { sha256, isRenamed } = await saveRevision(decision, { evidenceId: id, n }, prepared);
    await appendEvidenceEvent(decision, piece, {
      kind: 'evidence.revised',
      payload: { evidenceId: piece.id, n, sha256 }
    });
    return { id, isRenamed };
  }
);

export const adding = { add, addFor, revise };

interface AddingDecision extends CommandContext {
  readonly deps: AddingTools;
  readonly subject: LoadedAssessment;
  readonly acting: Actor;
  readonly reopenedAt?: string | null;
}

async function addPiece(
  decision: AddingDecision,
  kind: EvidenceKind,
  given: EvidenceFacts,
  file: PreparedFile | null
): Promise<StoredFile> {
  const { trx, at, deps, subject, acting } = decision;
  const { study, assessment } = subject;
  const facts = take(validateEvidenceFacts(kind, given));
  const brought = kind === 'citation' ? null : file;
  if (kind === 'file' && brought === null) throw refused('file-refused', { field: 'file', why: 'empty' });
  if ((await listEvidence(trx, study.id, assessment.cityId)).length >= mostEvidence)
    throw refused('too-many');
  const id = deps.newId();
  const piece = {
    id,
    studyId: study.id,
    cityId: assessment.cityId,
    kind,
    ...factColumns(facts),
    userId: acting.userId,
    at,
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawnReasonEn: '',
    withdrawnReasonZh: '',
    version: 1
  };
  await insertEvidence(trx, piece);
  const revision = brought ? await saveRevision(decision, { evidenceId: id, n: 1 }, brought) : null;
  await appendEvidenceEvent(decision, piece, {
    kind: 'evidence.added',
    payload: { evidenceId: id, kind, ...(revision ? { sha256: revision.sha256 } : {}) }
  });
  return { id, isRenamed: revision?.isRenamed ?? false };
}

interface PreparedFile extends GivenFile {
  readonly checked: ReturnType<typeof validateEvidenceFile>;
  readonly hash: string;
}

/** Reads the bytes of a file before the transaction, in which all other writes would wait for it. */
const preparedOf = (file: GivenFile): PreparedFile => ({
  ...file,
  checked: validateEvidenceFile(file.name, file.bytes),
  hash: sha256(file.bytes)
});

const prepareFile = (file: GivenFile | null): Promise<PreparedFile | null> =>
  Promise.resolve(file && preparedOf(file));

async function saveRevision(
  { trx, at, deps: { storage }, subject: { study, assessment }, acting: { userId } }: AddingDecision,
  location: { readonly evidenceId: string; readonly n: number },
  { bytes, checked, hash }: PreparedFile
): Promise<{ readonly sha256: string; readonly isRenamed: boolean }> {
  const { fileName, isRenamed, mediaType } = take(checked);
  if (!(await storage.hasRoom())) throw refused('storage-low', { field: 'file' });
  const { cityId } = assessment;
  const stored = await countStoredBytes(trx, { studyId: study.id, cityId, userId });
  take(fitsEvidenceQuota(stored, bytes.byteLength));
  const same = await findSameBytes(trx, study.id, cityId, hash);
  if (same)
    throw refused('already-held', {
      field: 'file',
      evidenceId: same.id,
      titleEn: same.titleEn,
      titleZh: same.titleZh
    });
  await insertFile(trx, {
    studyId: study.id,
    ...location,
    userId,
    at,
    fileName,
    isRenamed: isRenamed ? 1 : 0,
    mediaType,
    size: bytes.byteLength,
    sha256: hash,
    bytes
  });
  return { sha256: hash, isRenamed };
}
