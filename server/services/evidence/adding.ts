/** How evidence comes in: a file, a link or a citation, and further revisions. The same bytes are kept once in a city. */
import { judgeEvidenceFile } from '#domain/evidence-file.ts';
import {
  judgeFacts,
  mostEvidence,
  mostRevisions,
  type EvidenceFacts,
  type EvidenceKind
} from '#domain/evidence.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  factColumns,
  findSameBytes,
  insertEvidence,
  insertFile,
  insertUse,
  listEvidence,
  listFiles
} from '../../store/evidence.ts';
import type { Db } from '../../store/open.ts';
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { sha256 } from '../sha256.ts';
import {
  enterPieceToShow,
  enterToShow,
  enterToShowFor,
  tellOf,
  type DecidingCity,
  type ShowingCity
} from './evidence-door.ts';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Kept {
  readonly id: string;
  /** The file bears another name than it was handed in with. */
  readonly isRenamed: boolean;
}

export interface Adding {
  /** A file is needed for a piece of that kind, and may be the stored copy of a link. `already-held` names in `evidenceId` where these bytes are. */
  add(
    actor: Actor,
    slug: string,
    cityId: string,
    kind: EvidenceKind,
    facts: EvidenceFacts,
    file: GivenFile | null
  ): Promise<Result<Kept>>;
  /** The same, cited by the answer to a question at once: also while that question is reopened. */
  addFor(
    actor: Actor,
    slug: string,
    cityId: string,
    question: string,
    kind: EvidenceKind,
    facts: EvidenceFacts,
    file: GivenFile | null
  ): Promise<Result<Kept>>;
  /** A newer revision of a file, or of the stored copy of a link. */
  revise(actor: Actor, slug: string, cityId: string, id: string, file: GivenFile): Promise<Result<Kept>>;
}

export function openAdding(tools: DeskTools): Adding {
  return {
    add: (actor, slug, cityId, kind, given, file) =>
      decide(tools, async (sheet) => {
        const entered = await enterToShow(sheet.trx, actor, slug, cityId, 'evidence.write');
        return entered.ok ? addPiece(sheet, tools.newId(), entered.value, kind, given, file) : entered;
      }),

    addFor: (actor, slug, cityId, questionId, kind, given, file) =>
      decide(tools, async (sheet) => {
        const { trx, at } = sheet;
        const entered = await enterToShowFor(trx, actor, slug, cityId, questionId);
        if (!entered.ok) return entered;
        const added = await addPiece(sheet, tools.newId(), entered.value, kind, given, file);
        if (!added.ok) return added;
        const { id } = added.value;
        const place = { questionId, recordId: '' };
        await insertUse(trx, {
          studyId: entered.value.study.id,
          evidenceId: id,
          ...place,
          userId: actor.userId,
          at
        });
        await tellOf(
          sheet,
          entered.value,
          'evidence.cited',
          { id, isConfidential: given.isConfidential ? 1 : 0 },
          { ...place, cites: true }
        );
        return added;
      }),

    revise: (actor, slug, cityId, id, file) =>
      decide(tools, async (sheet) => {
        const { trx, at } = sheet;
        const entered = await enterPieceToShow(trx, actor, slug, cityId, id, 'evidence.write');
        if (!entered.ok) return entered;
        const { piece } = entered.value;
        if (piece.kind === 'citation' || piece.withdrawnAt !== null) return refuse('wrong-state');
        const n = ((await listFiles(trx, [id])).at(-1)?.n ?? 0) + 1;
        if (n > mostRevisions) return refuse('too-many');
        const kept = await keepRevision(
          trx,
          entered.value,
          { evidenceId: id, n, userId: actor.userId, at },
          file
        );
        if (!kept.ok) return kept;
        await tellOf(sheet, entered.value, 'evidence.revised', piece, { n, sha256: kept.value.sha256 });
        return ok({ id, isRenamed: kept.value.isRenamed });
      })
  };
}

async function addPiece(
  sheet: Sheet,
  id: string,
  entered: DecidingCity & Partial<Pick<ShowingCity, 'reopenedAt'>>,
  kind: EvidenceKind,
  given: EvidenceFacts,
  file: GivenFile | null
): Promise<Result<Kept>> {
  const { trx, at } = sheet;
  const {
    study,
    assessment,
    acting: { userId }
  } = entered;
  const facts = judgeFacts(kind, given);
  if (!facts.ok) return facts;
  const brought = kind === 'citation' ? null : file;
  if (kind === 'file' && brought === null) return refuse('file-refused', { field: 'file', why: 'empty' });
  if ((await listEvidence(trx, study.id, assessment.cityId)).length >= mostEvidence)
    return refuse('too-many');
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
  const kept = brought
    ? await keepRevision(trx, entered, { evidenceId: id, n: 1, userId, at }, brought)
    : null;
  if (kept && !kept.ok) return kept;
  await tellOf(sheet, entered, 'evidence.added', piece, {
    kind,
    ...(kept ? { sha256: kept.value.sha256 } : {})
  });
  return ok({ id, isRenamed: kept?.value.isRenamed ?? false });
}

interface Place {
  readonly evidenceId: string;
  readonly n: number;
  readonly userId: string;
  readonly at: string;
}

async function keepRevision(
  trx: Db,
  { study, assessment }: DecidingCity,
  place: Place,
  { name, bytes }: GivenFile
): Promise<Result<{ readonly sha256: string; readonly isRenamed: boolean }>> {
  const judged = judgeEvidenceFile(name, bytes);
  if (!judged.ok) return judged;
  const { fileName, isRenamed, mediaType } = judged.value;
  const hash = sha256(bytes);
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
    ...place,
    fileName,
    isRenamed: isRenamed ? 1 : 0,
    mediaType,
    size: bytes.byteLength,
    sha256: hash,
    bytes
  });
  return ok({ sha256: hash, isRenamed });
}
