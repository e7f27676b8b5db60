/**
 * Builds a city's evidence as one person may see it: of what they may not read it says that something is held
 * back, and neither which pieces nor how many.
 */
import type { OriginalLanguage, EvidenceFacts, EvidenceKind, UseLocation } from '#rules/evidence/evidence.ts';
import { isOfNow } from '#rules/evidence/evidence.ts';
import type { EvidenceType } from '#rules/evidence/evidence-file.ts';
import { answerParts } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { nameOfRecord } from '#rules/framework/record.ts';
import { both } from '#server/store/bilingual.ts';
import {
  factsFrom,
  listAttestations,
  listEvidence,
  listEvidenceChanges,
  listUses,
  type AttestationRow,
  type EvidenceRow,
  type EvidenceUseRow
} from './store/evidence.ts';
import { listFiles, type EvidenceFileSummary } from './store/evidence-files.ts';
import { findFrameworkOfCity } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { listRecords } from '#areas/answers';
import { namesOfUsers } from '#server/auth/users.ts';
import { isShown, mayRead, type ReadEvidence } from './evidence-subject.ts';

export interface RevisionView {
  readonly n: number;
  readonly fileName: string;
  readonly isRenamed: boolean;
  readonly mediaType: EvidenceType;
  readonly size: number;
  readonly sha256: string;
  readonly name: Bilingual | null;
  readonly at: string;
}

export interface AttestationView {
  readonly id: string;
  readonly n: number | null;
  readonly url: string | null;
  readonly opens: boolean;
  readonly on: string;
  readonly note: string;
  readonly language: 'en' | 'zh';
  readonly name: Bilingual | null;
  readonly sideId: string;
  /** Says that it is about the present content of the piece, not about earlier content. */
  readonly isOfNow: boolean;
}

export interface PieceSummary {
  readonly id: string;
  readonly kind: EvidenceKind;
  readonly title: Bilingual;
  readonly language: OriginalLanguage | null;
  readonly datedOn: string | null;
  readonly url: string | null;
  readonly citation: string;
  readonly isConfidential: boolean;
  readonly isWithdrawn: boolean;
  readonly at: string;
  readonly newest: Pick<RevisionView, 'n' | 'fileName' | 'mediaType' | 'size'> | null;
  readonly uses: number;
  /** `opens` or `fails` for the present content, `older` where the attestation is about earlier content. */
  readonly attested: 'opens' | 'fails' | 'older' | null;
}

export interface UseView extends UseLocation {
  readonly characteristic: string | null;
  readonly question: Bilingual | null;
  readonly record: Bilingual | null;
}

/** Holds what a piece said of itself until it was changed, and who changed it when. */
export interface EarlierFacts {
  readonly facts: EvidenceFacts;
  readonly name: Bilingual | null;
  readonly until: string;
}

export interface PieceView {
  readonly id: string;
  readonly version: number;
  readonly kind: EvidenceKind;
  readonly facts: EvidenceFacts;
  readonly name: Bilingual | null;
  readonly at: string;
  readonly withdrawn: {
    readonly name: Bilingual | null;
    readonly at: string;
    readonly reason: Bilingual;
  } | null;
  /** Newest first. */
  readonly revisions: readonly RevisionView[];
  /** Newest first. */
  readonly earlier: readonly EarlierFacts[];
  /** Newest first. */
  readonly attestations: readonly AttestationView[];
  readonly uses: readonly UseView[];
}

/** Holds all pieces of a city that the person may read, and whether anything is held back from them. */
interface Shelf {
  readonly rows: readonly EvidenceRow[];
  readonly files: ReadonlyMap<string, readonly EvidenceFileSummary[]>;
  readonly uses: readonly EvidenceUseRow[];
  readonly attestations: ReadonlyMap<string, readonly AttestationRow[]>;
  readonly holdsBack: boolean;
}

export async function readShelf(db: Db, authorized: ReadEvidence): Promise<Shelf> {
  const { study, assessment, abilities } = authorized;
  const all = (await listEvidence(db, study.id, assessment.cityId)).filter((row) => isShown(authorized, row));
  const rows = all.filter((row) => mayRead(abilities, row));
  const ids = rows.map(({ id }) => id);
  return {
    rows,
    files: byPiece(await listFiles(db, ids)),
    uses: (await listUses(db, ids)).filter((use) => isShown(authorized, use)),
    attestations: byPiece(await listAttestations(db, ids)),
    holdsBack: all.some((row) => !mayRead(abilities, row) && row.withdrawnAt === null)
  };
}

function byPiece<Row extends { readonly evidenceId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const known = found.get(row.evidenceId);
    if (known) known.push(row);
    else found.set(row.evidenceId, [row]);
  }
  return found;
}

export const pieceSummaries = ({ rows, files, uses, attestations }: Shelf): PieceSummary[] => {
  const cited = byPiece(uses);
  return rows.map((row): PieceSummary => {
    const newest = files.get(row.id)?.at(-1);
    const last = attestations.get(row.id)?.at(-1);
    const current = attestations
      .get(row.id)
      ?.findLast((one) => isOfNow(one, { url: row.url, newest: newest?.n ?? null }));
    return {
      id: row.id,
      kind: row.kind,
      title: both(row.titleEn, row.titleZh),
      language: row.language,
      datedOn: row.datedOn,
      url: row.url,
      citation: row.citation,
      isConfidential: row.isConfidential === 1,
      isWithdrawn: row.withdrawnAt !== null,
      at: row.at,
      newest: newest
        ? { n: newest.n, fileName: newest.fileName, mediaType: newest.mediaType, size: newest.size }
        : null,
      uses: cited.get(row.id)?.length ?? 0,
      attested: current ? (current.opens === 1 ? 'opens' : 'fails') : last ? 'older' : null
    };
  });
};

/** In the order of the list. */
export function piecesByQuestion(shelf: Shelf): Map<string, PieceSummary[]> {
  const uses = byPiece(shelf.uses);
  const found = new Map<string, PieceSummary[]>();
  for (const pieceSummary of pieceSummaries(shelf)) {
    for (const questionId of new Set(uses.get(pieceSummary.id)?.map((use) => use.questionId)))
      found.set(questionId, [...(found.get(questionId) ?? []), pieceSummary]);
  }
  return found;
}

export async function viewPiece(
  db: Db,
  authorized: ReadEvidence & { readonly piece: EvidenceRow }
): Promise<PieceView> {
  const { piece } = authorized;
  const files = await listFiles(db, [piece.id]);
  const attestations = await listAttestations(db, [piece.id]);
  // A reader of the piece who may read it only now does not see what was confidential then.
  const changes = (await listEvidenceChanges(db, piece.id)).filter(
    ({ facts }) => !facts.isConfidential || authorized.abilities.has('evidence.hold')
  );
  const people = [
    piece.userId,
    ...(piece.withdrawnBy === null ? [] : [piece.withdrawnBy]),
    ...[...files, ...attestations, ...changes].map(({ userId }) => userId)
  ];
  const names = await namesOfUsers(db, people);
  const newest = files.at(-1)?.n ?? null;
  return {
    id: piece.id,
    version: piece.version,
    kind: piece.kind,
    facts: factsFrom(piece),
    name: names.get(piece.userId) ?? null,
    at: piece.at,
    withdrawn:
      piece.withdrawnAt === null
        ? null
        : {
            name: names.get(piece.withdrawnBy ?? '') ?? null,
            at: piece.withdrawnAt,
            reason: both(piece.withdrawnReasonEn, piece.withdrawnReasonZh)
          },
    revisions: files.toReversed().map(({ n, fileName, isRenamed, mediaType, size, sha256, userId, at }) => ({
      n,
      fileName,
      isRenamed: isRenamed === 1,
      mediaType,
      size,
      sha256,
      name: names.get(userId) ?? null,
      at
    })),
    earlier: changes
      .toReversed()
      .map(({ facts, userId, at }) => ({ facts, name: names.get(userId) ?? null, until: at })),
    attestations: attestations
      .toReversed()
      .map(({ id, n, url, opens, onDay, note, language, userId, sideId }) => ({
        id,
        n,
        url,
        opens: opens === 1,
        on: onDay,
        note,
        language,
        name: names.get(userId) ?? null,
        sideId,
        isOfNow: isOfNow({ n, url }, { url: piece.url, newest })
      })),
    uses: await viewUses(db, authorized, piece.id)
  };
}

/** In the order of the framework; an answer whose question is gone comes last, without a name. */
async function viewUses(db: Db, authorized: ReadEvidence, id: string): Promise<UseView[]> {
  const {
    study: { id: studyId },
    assessment: { cityId }
  } = authorized;
  const rows = (await listUses(db, [id])).filter((use) => isShown(authorized, use));
  if (rows.length === 0) return [];
  const framework = await findFrameworkOfCity(db, studyId, cityId);
  const questions = (framework ? answerParts(framework) : []).flatMap((characteristic) =>
    characteristic.questions.map((question) => ({ characteristic: characteristic.id, question }))
  );
  const records = new Map(
    (await listRecords(db, studyId, cityId)).map((record) => [record.id, nameOfRecord(record.fields)])
  );
  const questionIndex = (questionId: string): number =>
    questions.findIndex(({ question }) => question.id === questionId);
  const order = (questionId: string): number =>
    questionIndex(questionId) === -1 ? questions.length : questionIndex(questionId);
  return rows
    .toSorted((a, b) => order(a.questionId) - order(b.questionId))
    .map(({ questionId, recordId }) => {
      const found = questions[questionIndex(questionId)];
      const question = found
        ? {
            en: `${found.question.code} ${found.question.text.en}`,
            zh: `${found.question.code} ${found.question.text.zh}`
          }
        : null;
      return {
        questionId,
        recordId,
        characteristic: found?.characteristic ?? null,
        question,
        record: records.get(recordId) ?? null
      };
    });
}
