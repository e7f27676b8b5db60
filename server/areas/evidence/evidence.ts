/**
 * Manages what a city shows for what it says: files, links and citations, read by all who may read its
 * response.
 */
import { partsOfCity, type Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import { ofOtherSide, writesIn } from '#base/grant-duties.ts';
import type { EvidenceType } from '#rules/evidence/evidence-file.ts';
import { findCity } from '#areas/cities';
import { wasHandedIn } from './store/evidence.ts';
import { findFile } from './store/evidence-files.ts';
import { findFrameworkOfCity, type Assessment } from '#areas/assessments';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { Db } from '#server/store/open.ts';
import { adding, type AddingTools } from './adding.ts';
import { changing } from './changing.ts';
import { asRead, evidenceSubject, pieceSubject, showingFor, type ReadEvidence } from './evidence-subject.ts';
import { listCitingPassages, type CitingPassage, type PassageTools } from './citing-passages.ts';
import {
  piecesByQuestion,
  pieceSummaries,
  readShelf,
  viewPiece,
  type PieceSummary,
  type PieceView
} from './views.ts';

export interface EvidenceList {
  /** Newest first. */
  readonly pieces: readonly PieceSummary[];
  /** Says that something is held back from this reader as confidential; neither which pieces nor how many. */
  readonly holdsBack: boolean;
  readonly mayWrite: boolean;
}

export interface CitingQuestion {
  readonly id: string;
  readonly code: string;
  readonly text: Bilingual;
  readonly characteristic: Bilingual;
}

export interface AnswerToShowFor extends CitingQuestion {
  readonly characteristicId: string;
  /**
   * Lists the pieces that it cites; `submitted` lists those of them that it cited already when it was
   * submitted.
   */
  readonly cited: readonly string[];
  readonly submitted: readonly string[];
}

/** Describes a panel with revealed scores that rest on a piece. */
export interface CitingPanel {
  readonly characteristic: string;
  readonly name: Bilingual;
  /** Counts the scores of all revealed rounds. */
  readonly scores: number;
}

export interface PiecePage {
  readonly piece: PieceView;
  /** Lists panels with revealed scores that rest on it, for those who may read scores. */
  readonly scores: readonly CitingPanel[];
  /** In the texts that the person may read. */
  readonly passages: readonly CitingPassage[];
  readonly may: {
    readonly write: boolean;
    readonly remove: boolean;
    readonly withdraw: boolean;
    readonly attest: boolean;
  };
  /** Lists the questions whose answers can cite the piece; for those who cite. */
  readonly questions: readonly CitingQuestion[];
}

export interface EvidenceBytes {
  /** Who reads a confidential piece is logged. */
  readonly isConfidential: boolean;
  readonly fileName: string;
  readonly mediaType: EvidenceType;
  readonly bytes: Uint8Array;
}

interface EvidenceTools extends AddingTools, PassageTools {
  /** Lists the revealed scores of a city that rest on a piece of its evidence. */
  readonly listScoresCiting: (
    db: Db,
    studyId: StudyId,
    cityId: string,
    evidenceId: string
  ) => Promise<readonly CitingPanel[]>;
}

const read = readsOf<EvidenceTools>();

const list = read(
  { name: 'evidence.list', subject: evidenceSubject },
  async (reading): Promise<EvidenceList> => {
    const evidence = await asRead(reading);
    const shelf = await readShelf(reading.db, evidence);
    return {
      pieces: pieceSummaries(shelf),
      holdsBack: shelf.holdsBack,
      mayWrite: evidence.abilities.has('evidence.write')
    };
  }
);

const load = read({ name: 'evidence.load', subject: pieceSubject }, async (reading): Promise<PiecePage> => {
  const { db, deps, actor } = reading;
  const evidence = await asRead(reading);
  const { study, assessment, grants, abilities } = evidence;
  const { id } = evidence.piece;
  const write = abilities.has('evidence.write');
  const piece = await viewPiece(db, evidence);
  return {
    piece,
    passages: await listCitingPassages(
      db,
      deps,
      { study, cityId: assessment.cityId, evidenceId: id },
      (['response', 'findings'] as const).filter((text) => abilities.has(`${text}.read`)),
      actor.userId
    ),
    scores: abilities.has('panel.scores')
      ? await deps.listScoresCiting(db, study.id, assessment.cityId, id)
      : [],
    may: {
      write: write && piece.withdrawn === null,
      remove: write && piece.uses.length === 0 && !(await wasHandedIn(db, evidence.piece)),
      withdraw: abilities.has('evidence.withdraw') && piece.withdrawn === null,
      attest: piece.withdrawn === null && (await mayAttest(db, evidence))
    },
    questions: write
      ? questionsFor(await findFrameworkOfCity(db, study.id, assessment.cityId), assessment, grants)
      : []
  };
});

async function mayAttest(db: Db, { study, assessment, grants }: ReadEvidence): Promise<boolean> {
  const city = await findCity(db, study.id, assessment.cityId);
  return ofOtherSide(grants, city?.sideId).some((grant) =>
    assessmentAbilitiesOf([grant], assessment).has('evidence.attest')
  );
}

const questionsFor = (
  framework: Framework | undefined,
  { answersProfile }: Assessment,
  grants: readonly Grant[]
): CitingQuestion[] =>
  (framework ? partsOfCity(framework, answersProfile) : [])
    .filter(({ id }) => writesIn(grants, id))
    .flatMap(({ name, questions }) =>
      questions.map(({ id, code, text }) => ({ id, code, text, characteristic: name }))
    );

/** Returns the bytes of one revision. */
const file = read(
  { name: 'evidence.file', subject: pieceSubject },
  async ({ db, subject: { piece } }, n: number): Promise<EvidenceBytes> => {
    const found =
      Number.isSafeInteger(n) && n > 0 && n < 1_000_000 ? await findFile(db, piece.id, n) : undefined;
    if (!found) throw refused('not-found');
    return {
      fileName: found.fileName,
      mediaType: found.mediaType,
      bytes: found.bytes,
      isConfidential: piece.isConfidential === 1
    };
  }
);

/** Returns one answer for which the person may show something now; refused as the commands are. */
const answer = read(
  { name: 'evidence.answer', subject: evidenceSubject },
  async (reading, question: string): Promise<AnswerToShowFor> => {
    const { db } = reading;
    const evidence = await asRead(reading);
    const { reopenedAt } = await showingFor(db, evidence, question);
    const { study, assessment } = evidence;
    const framework = await findFrameworkOfCity(db, study.id, assessment.cityId);
    const characteristic = framework?.characteristics.find(({ questions }) =>
      questions.some(({ id }) => id === question)
    );
    const found = characteristic?.questions.find(({ id }) => id === question);
    if (!characteristic || !found) throw refused('invalid', { field: 'questionId' });
    const uses = (await readShelf(db, evidence)).uses.filter(
      (use) => use.questionId === question && use.recordId === ''
    );
    return {
      id: question,
      code: found.code,
      text: found.text,
      characteristic: characteristic.name,
      characteristicId: characteristic.id,
      cited: uses.map(({ evidenceId }) => evidenceId),
      submitted: uses
        .filter(({ at }) => reopenedAt !== null && at < reopenedAt)
        .map(({ evidenceId }) => evidenceId)
    };
  }
);

/**
 * Returns, by question, the pieces that its answer cites and the person may read; a question without any is
 * left out.
 */
const citedBy = read(
  { name: 'evidence.cited-by', subject: evidenceSubject },
  async (reading): Promise<ReadonlyMap<string, readonly PieceSummary[]>> =>
    piecesByQuestion(await readShelf(reading.db, await asRead(reading)))
);

export type Evidence = ReturnType<typeof createEvidence>;

export const createEvidence = (deps: EvidenceTools) =>
  bind(deps, { ...adding, ...changing, list, load, file, answer, citedBy });
