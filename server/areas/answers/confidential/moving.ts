/**
 * Moves answers between a response and the confidential document of its city: when the city holds one back,
 * and when it takes one back. Both documents end their generation and begin the next in one transaction, so
 * that the response's new room holds nothing of the answer: neither deleted text nor how long it was. What was
 * still being typed becomes a late proposal of its author, as with any freeze.
 */
import { emptyDocument } from '#document/empty.ts';
import { isConfidential, isSameAnswer, type ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { isOffered, partsOfCity } from '#rules/framework/framework.ts';
import { mayWriteQuestion } from '#base/parts.ts';
import { writableParts } from '#base/document-rights.ts';
import { isSubmitted } from '#base/states.ts';
import {
  endGeneration,
  findGeneration,
  type DocumentRow,
  findConfidentialDocument,
  findFrameworkOfCity,
  locksOfTexts,
  type LoadedAssessment
} from '#areas/assessments';
import {
  deleteConfidentialAnswer,
  deleteRecordsOf,
  insertConfidentialAnswer,
  listConfidentialAnswers
} from '../store/confidential.ts';
import type { Db } from '#server/store/open.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { AnswerMove, MovedAnswer } from '#server/workers/jobs.ts';
import {
  sectionsOf,
  beginGeneration,
  closeText,
  currentOf,
  openText,
  readParts,
  type GenerationRead
} from '#areas/documents';
import type { FoundRoom } from '#server/sync/handshake/room-facts.ts';
import { noteIds, type AnchoredPlace, type ListAnchored } from './copied-ids.ts';
import { responseSubject, type OpenResponse, openResponse, foundConfidential } from './open-response.ts';

export interface MovingTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'moveAnswer' | 'next'>;
  readonly listAnchored: ListAnchored;
}

const command = commandsOf<MovingTools>();

/** Holds what moving an answer makes of the two documents, and up to where they were read. */
interface MoveBefore {
  readonly read: readonly GenerationRead[];
  readonly moved: MovedAnswer;
  /** Holds the same of the generation that others are shown; null where they are shown the present one. */
  readonly shown: MovedAnswer | null;
  /** Lists the places of comments on the response, in the order of the positions that were moved. */
  readonly ends: readonly AnchoredPlace[];
}

/** Moves an answer between the documents as they are now. `db` is a transaction where the last attempt is made. */
async function readMoved(
  { workers, listAnchored }: Pick<MovingTools, 'workers' | 'listAnchored'>,
  db: Db,
  { response, base }: { readonly response: DocumentRow; readonly base: number | null },
  input: Pick<AnswerMove, 'direction' | 'answer'>,
  requester: string
): Promise<MoveBefore> {
  const sections = await sectionsOf(db, response.studyId, 'response');
  const document = await findConfidentialDocument(db, response.studySlug, response.cityId ?? '');
  const confidential = document && (await readParts(db, document.id, document.generation));
  const move = async (
    { parts }: { readonly parts: Uint8Array[] },
    positions: AnswerMove['positions']
  ): Promise<MovedAnswer> =>
    workers.moveAnswer(
      [...parts, ...(confidential?.parts ?? [emptyDocument])],
      { ...input, sections, responseParts: parts.length, positions },
      requester
    );
  const present = await readParts(db, response.id, response.generation);
  const ends = await listAnchored(db, response.id);
  return {
    read: confidential ? [present, confidential] : [present],
    moved: await move(
      present,
      ends.map(({ position }) => position)
    ),
    shown:
      base !== null && input.direction === 'hold-back'
        ? await move(await readParts(db, response.id, base), [])
        : null,
    ends
  };
}

type Direction = AnswerMove['direction'];
type Moving = Decision<MovingTools, typeof responseSubject, MoveBefore | null>;

/** Returns the characteristic of an answer that this person moves now. */
async function movable(
  { trx, acting, subject }: Moving,
  room: FoundRoom,
  answer: ConfidentialAnswer,
  direction: Direction
): Promise<string> {
  const { study, assessment } = subject;
  const characteristic = await characteristicOf(trx, subject, answer);
  if (characteristic === undefined) throw refused('invalid', { field: 'question' });
  const place = { question: answer.question, characteristic };
  if (!acting.grants.some((grant) => mayWriteQuestion(writableParts([grant], room.facts), place)))
    throw refused('forbidden');
  const known = await listConfidentialAnswers(trx, study.id, assessment.cityId);
  const isMoved =
    direction === 'hold-back'
      ? isConfidential(known, answer.question, answer.topic)
      : !known.some((one) => isSameAnswer(one, answer));
  if (isMoved) throw refused('stale');
  return characteristic;
}

/**
 * Returns what moving makes of the documents, as it was made before the transaction; the command begins again where
 * somebody has written to one of them since. The last attempt makes it within the transaction, since people go on typing
 * into the response until it is closed.
 */
async function movedNow(
  { trx, deps, actor, prepared: before }: Moving,
  { response, room }: OpenResponse,
  confidential: DocumentRow | null,
  input: Pick<AnswerMove, 'direction' | 'answer'>
): Promise<MoveBefore> {
  if (!before) return readMoved(deps, trx, { response, base: room.base }, input, actor.userId);
  await currentOf(deps, trx, response, before.read, false);
  if (confidential) await currentOf(deps, trx, confidential, before.read, false);
  return before;
}

/** Stores which answer is held back now, with what follows from it. */
async function keepHeld(
  { trx, at, acting, subject: { study, assessment } }: Moving,
  answer: ConfidentialAnswer,
  direction: Direction
): Promise<void> {
  const { cityId } = assessment;
  if (direction === 'take-back') {
    await deleteConfidentialAnswer(trx, study.id, cityId, answer);
    return;
  }
  await insertConfidentialAnswer(trx, { studyId: study.id, cityId, answer, userId: acting.userId, at });
  // Comparisons read rows that hold what was submitted.
  if (isSubmitted(assessment.state)) await deleteRecordsOf(trx, study.id, cityId, answer.question);
}

const moves = (direction: Direction) =>
  command(
    {
      name: `confidential.${direction}`,
      subject: responseSubject,
      needs: 'confidential.write',
      locks: (about, _answer: ConfidentialAnswer) => locksOfTexts(about),
      prepare: async (
        { db, deps, actor, isLast, subject },
        answer: ConfidentialAnswer
      ): Promise<MoveBefore | null> => {
        const { response, room } = await openResponse(db, subject);
        if (isLast) return null;
        return readMoved(deps, db, { response, base: room.base }, { direction, answer }, actor.userId);
      }
    },
    async (decision, answer: ConfidentialAnswer) => {
      const { trx, deps, acting, append, subject } = decision;
      const { study, assessment } = subject;
      const open = await openResponse(trx, subject);
      const { response, room } = open;
      const characteristic = await movable(decision, room, answer, direction);
      const needs = room.base === null ? 'response.read' : 'clarification.read';
      const known = await findConfidentialDocument(trx, study.slug, assessment.cityId);
      const confidential = known ?? (await foundConfidential(deps, decision, response));
      take(await closeText(decision, acting, response, needs));
      const {
        moved,
        shown: without,
        ends
      } = await movedNow(decision, open, known ?? null, { direction, answer });
      const shown = without
        ? await showWithout(decision, open, confidential, { ...without, confidential: moved.confidential })
        : response;
      await noteIds(trx, shown, moved, ends);
      take(
        await openText(deps, decision, acting, shown, moved.response, {
          needs,
          confidential: moved.confidential
        })
      );
      await keepHeld(decision, answer, direction);
      const about = {
        needs,
        cityId: assessment.cityId,
        documentId: response.id,
        payload: { question: answer.question, topic: answer.topic, characteristic }
      } as const;
      append(
        direction === 'hold-back'
          ? { kind: 'answer.held-back', ...about, forHearers: { base: without ? shown.generation : null } }
          : { kind: 'answer.taken-back', ...about }
      );
      return null;
    }
  );

/**
 * Moves an answer out of the response, where only a mark of it stays. `wrong-state` while the response is
 * frozen; `stale` where it is confidential already.
 */
export const holdBack = moves('hold-back');

/** `stale` where it is not confidential. */
export const takeBack = moves('take-back');

/**
 * Replaces the generation that others are shown while questions are reopened: they see what was submitted,
 * without the answer that is held back now. Returns the response as it is then.
 */
async function showWithout(
  context: CommandContext,
  { response, room }: OpenResponse,
  confidential: DocumentRow,
  bytes: MovedAnswer
): Promise<DocumentRow> {
  const { trx, at } = context;
  const submitted = await findGeneration(trx, response.id, room.base ?? response.generation);
  for (const [document, content, textModel] of [
    [response, bytes.response, submitted?.textModel],
    [confidential, bytes.confidential, undefined]
  ] as const) {
    await beginGeneration(context, document, content, textModel);
    await endGeneration(trx, document.id, document.generation + 1, at);
  }
  await noteIds(trx, response, bytes, []);
  return { ...response, generation: response.generation + 1 };
}

/** Undefined where the city gives no such answer now. */
async function characteristicOf(
  db: Db,
  { study, assessment }: LoadedAssessment,
  { question, topic }: ConfidentialAnswer
): Promise<string | undefined> {
  const framework = await findFrameworkOfCity(db, study.id, assessment.cityId);
  const parts = framework ? partsOfCity(framework, assessment.answersProfile) : [];
  return parts.find(({ questions }) =>
    questions.some(
      (one) =>
        one.id === question && isOffered(one) && (topic === null || one.facets.some(({ id }) => id === topic))
    )
  )?.id;
}
