/**
 * Manages what a city shows for what it says: files, links and citations, read by all who may read its
 * response.
 */
import { partsOfCity } from '#domain/framework.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import type { EvidenceType } from '#domain/evidence-file.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findCity } from '../../store/cities.ts';
import { findFile, wasHandedIn } from '../../store/evidence.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import { openAdding, type Adding, type AddingTools } from './adding.ts';
import { openChanging, type Changing } from './changing.ts';
import { authorizeEvidence, authorizePiece, findShowing, writesIn } from './evidence-access.ts';
import { listRestingOn, type RestingPanel } from './resting-scores.ts';
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
  /** Lists the pieces, newest first. */
  readonly pieces: readonly PieceSummary[];
  /** Says that something is held back from this reader as confidential; neither which pieces nor how many. */
  readonly holdsBack: boolean;
  readonly mayWrite: boolean;
}

/** Describes a question that can cite a piece. */
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

export interface PiecePage {
  readonly piece: PieceView;
  /** Lists panels with revealed scores that rest on it, for those who may read scores. */
  readonly scores: readonly RestingPanel[];
  /** Lists passages that link to it, in the texts that the person may read. */
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
  /** Says whether the piece is confidential: who reads it is logged. */
  readonly isConfidential: boolean;
  readonly fileName: string;
  readonly mediaType: EvidenceType;
  readonly bytes: Uint8Array;
}

export interface Evidence extends Adding, Changing {
  list(actor: Actor, studySlug: string, cityId: string): Promise<Result<EvidenceList>>;
  load(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<PiecePage>>;
  /** Returns the bytes of one revision. */
  file(
    actor: Actor,
    studySlug: string,
    cityId: string,
    id: string,
    n: number
  ): Promise<Result<EvidenceBytes>>;
  /** Returns one answer for which the person may show something now; refused as the commands are. */
  answer(actor: Actor, studySlug: string, cityId: string, question: string): Promise<Result<AnswerToShowFor>>;
  /**
   * Returns, by question, the pieces that its answer cites and the person may read; a question without any is
   * left out.
   */
  citedBy(
    actor: Actor,
    studySlug: string,
    cityId: string
  ): Promise<Result<ReadonlyMap<string, readonly PieceSummary[]>>>;
}

export function openEvidence(tools: AddingTools & PassageTools): Evidence {
  const { db } = tools.store;
  return {
    ...openAdding(tools),
    ...openChanging(tools),

    async list(actor, studySlug, cityId) {
      const authorized = await authorizeEvidence(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const shelf = await readShelf(db, authorized.value);
      return ok({
        pieces: pieceSummaries(shelf),
        holdsBack: shelf.holdsBack,
        mayWrite: authorized.value.abilities.has('evidence.write')
      });
    },

    async load(actor, studySlug, cityId, id) {
      const authorized = await authorizePiece(db, actor, studySlug, cityId, id);
      if (!authorized.ok) return authorized;
      const { study, assessment, grants, abilities } = authorized.value;
      const city = await findCity(db, study.id, assessment.cityId);
      const framework = await findFrameworkOfCity(db, study.id, assessment.cityId);
      const write = abilities.has('evidence.write');
      const isOfOtherSide = grants.some(
        ({ role, sideId }) =>
          (role === 'chair' || role === 'expert') && sideId !== null && sideId !== city?.sideId
      );
      const piece = await viewPiece(db, authorized.value);
      return ok({
        piece,
        passages: await listCitingPassages(
          db,
          tools,
          { study, cityId: assessment.cityId, evidenceId: id },
          (['response', 'findings'] as const).filter((text) => abilities.has(`${text}.read`)),
          actor.userId
        ),
        scores: abilities.has('panel.scores') ? await listRestingOn(db, study.id, assessment.cityId, id) : [],
        may: {
          write: write && piece.withdrawn === null,
          remove: write && piece.uses.length === 0 && !(await wasHandedIn(db, authorized.value.piece)),
          withdraw: abilities.has('evidence.withdraw') && piece.withdrawn === null,
          attest: piece.withdrawn === null && abilities.has('evidence.attest') && isOfOtherSide
        },
        questions: write
          ? (framework ? partsOfCity(framework, assessment.answersProfile) : [])
              .filter((one) => writesIn(grants, one.id))
              .flatMap(({ name, questions }) =>
                questions.map(({ id: question, code, text }) => ({
                  id: question,
                  code,
                  text,
                  characteristic: name
                }))
              )
          : []
      });
    },

    async file(actor, studySlug, cityId, id, n) {
      const authorized = await authorizePiece(db, actor, studySlug, cityId, id);
      if (!authorized.ok) return authorized;
      const found =
        Number.isSafeInteger(n) && n > 0 && n < 1_000_000
          ? await findFile(db, authorized.value.piece.id, n)
          : undefined;
      return found
        ? ok({
            fileName: found.fileName,
            mediaType: found.mediaType,
            bytes: found.bytes,
            isConfidential: authorized.value.piece.isConfidential === 1
          })
        : refuse('not-found');
    },

    async answer(actor, studySlug, cityId, question) {
      const authorized = await authorizeEvidence(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const showing = await findShowing(db, authorized.value, question);
      if (!showing.ok) return showing;
      const { study, assessment } = authorized.value;
      const framework = await findFrameworkOfCity(db, study.id, assessment.cityId);
      const characteristic = framework?.characteristics.find(({ questions }) =>
        questions.some(({ id }) => id === question)
      );
      const found = characteristic?.questions.find(({ id }) => id === question);
      if (!characteristic || !found) return refuse('invalid', { field: 'questionId' });
      const uses = (await readShelf(db, authorized.value)).uses.filter(
        (use) => use.questionId === question && use.recordId === ''
      );
      const { reopenedAt } = showing.value;
      return ok({
        id: question,
        code: found.code,
        text: found.text,
        characteristic: characteristic.name,
        characteristicId: characteristic.id,
        cited: uses.map(({ evidenceId }) => evidenceId),
        submitted: uses
          .filter(({ at }) => reopenedAt !== null && at < reopenedAt)
          .map(({ evidenceId }) => evidenceId)
      });
    },

    async citedBy(actor, studySlug, cityId) {
      const authorized = await authorizeEvidence(db, actor, studySlug, cityId);
      return authorized.ok ? ok(piecesByQuestion(await readShelf(db, authorized.value))) : authorized;
    }
  };
}
