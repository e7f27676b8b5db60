/**
 * Moves answers between a response and the confidential document of its city: when the city holds one back,
 * and when it takes one back. Both documents end their generation and begin the next in one transaction, so
 * that the response's new room holds nothing of the answer: neither deleted text nor how long it was. What was
 * still being typed becomes a late proposal of its author, as with any freeze.
 */
import { isConfidentialSection } from '#document/confidential-answers.ts';
import { emptyDocument } from '#document/empty.ts';
import { isConfidential, isSameAnswer, type ConfidentialAnswer } from '#domain/confidential.ts';
import { isOffered, partsOfCity } from '#domain/framework.ts';
import type { StudyId } from '#domain/ids.ts';
import { mayWriteQuestion } from '#domain/parts.ts';
import { writableParts, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { isSubmitted } from '#domain/workflow.ts';
import { deleteAcceptedFinding, listAcceptedFindings } from '../../store/accepted-findings.ts';
import { insertEmptyDocument } from '../../store/assessment-founding.ts';
import { isOpen, listClarifications, updateClarifications } from '../../store/clarifications.ts';
import {
  deleteConfidentialAnswer,
  deleteRecordsOf,
  findConfidentialDocument,
  insertConfidentialAnswer,
  listConfidentialAnswers
} from '../../store/confidential.ts';
import { endGeneration, findGeneration, type DocumentRow } from '../../store/documents.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import type { AnswerMove, MovedAnswer } from '../../workers/jobs.ts';
import { findRoomOfDocument, sectionsOf, type FoundRoom } from '../access.ts';
import { actingIn } from '../workflow/assessment-step.ts';
import {
  beginGeneration,
  closeText,
  currentOf,
  openText,
  readParts,
  withTextsBefore,
  type GenerationRead
} from '../workflow/freezing.ts';
import {
  authorizeAssessment,
  authorizeInLockedAssessment,
  type AuthorizedAssessment
} from '../workflow/workflow-access.ts';
import { loadTexts } from '../workflow/subject-texts.ts';
import { listThreadEnds, noteIds, type ThreadEnd } from './copied-ids.ts';

export interface MovingTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'moveAnswer' | 'next'>;
}

interface MovingCommand extends AuthorizedAssessment {
  readonly context: CommandContext;
  readonly acting: Actor;
  readonly response: DocumentRow;
  readonly room: FoundRoom;
}

/**
 * Runs one command of a writer of the city's confidential answers while the response is open; such commands
 * run one after another, and never at the same time as a step.
 */
export const inOpenResponse = <T>(
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  cityId: string,
  decision: (command: MovingCommand) => Promise<Result<T>>
): Promise<Result<T>> =>
  runCommand(tools, async (context) => {
    const { trx } = context;
    const authorized = await authorizeInLockedAssessment(trx, actor, studySlug, cityId, 'response.read');
    if (!authorized.ok) return authorized;
    const { study, assessment, abilities, now } = authorized.value;
    const acting = actingIn(now, study, assessment, 'confidential.write');
    if (!acting) return refuse(abilities.has('confidential.read') ? 'wrong-state' : 'forbidden');
    const { response } = await loadTexts(trx, study, assessment.cityId);
    const room = await findRoomOfDocument(trx, response.id, response.generation);
    if (!room || room.ended) return refuse('wrong-state');
    return decision({ ...authorized.value, context, acting, response, room });
  });

/** Finds the confidential document of a city, or creates it empty, next to the response as it is now. */
export async function foundConfidential(
  { newId }: Pick<CommandDeps, 'newId'>,
  { trx, at }: Pick<CommandContext, 'trx' | 'at'>,
  { studyId, studySlug, cityId, generation }: DocumentRow
): Promise<DocumentRow> {
  const city = cityId ?? '';
  const known = await findConfidentialDocument(trx, studySlug, city);
  if (known) return known;
  await insertEmptyDocument(trx, {
    id: newId(),
    studyId: studyId as StudyId,
    cityId: city,
    kind: 'confidential',
    position: 2,
    bytes: emptyDocument,
    generation,
    at
  });
  const made = await findConfidentialDocument(trx, studySlug, city);
  if (!made) throw new Error('A document that was just created is gone');
  return made;
}

/** Holds what moving an answer makes of the two documents, and up to where they were read. */
interface MoveBefore {
  readonly read: readonly GenerationRead[];
  readonly moved: MovedAnswer;
  /** Holds the same of the generation that others are shown; null where they are shown the present one. */
  readonly shown: MovedAnswer | null;
  /** Lists the ends of comments on the response, in the order of the positions that were moved. */
  readonly ends: readonly ThreadEnd[];
}

/** Moves an answer between the documents as they are now. `db` is a transaction where the last attempt is made. */
async function readMoved(
  { workers }: Pick<MovingTools, 'workers'>,
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
  const ends = await listThreadEnds(db, response.id);
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

export const moveAnswer = (
  tools: MovingTools,
  actor: Actor,
  studySlug: string,
  cityId: string,
  answer: ConfidentialAnswer,
  direction: AnswerMove['direction']
): Promise<Result<null>> =>
  withTextsBefore(
    (isLast) =>
      isLast ? Promise.resolve(null) : moveBefore(tools, actor, studySlug, cityId, answer, direction),
    (before) =>
      inOpenResponse(tools, actor, studySlug, cityId, async (command) => {
        const { context, study, assessment, acting, response, room } = command;
        const { trx, at } = context;
        const characteristic = await characteristicOf(trx, command, answer);
        if (characteristic === undefined) return refuse('invalid', { field: 'question' });
        const place = { question: answer.question, characteristic };
        if (!acting.grants.some((grant) => mayWriteQuestion(writableParts([grant], room.facts), place)))
          return refuse('forbidden');
        const known = await listConfidentialAnswers(trx, study.id, cityId);
        const isHeld =
          direction === 'hold-back'
            ? isConfidential(known, answer.question, answer.topic)
            : !known.some((one) => isSameAnswer(one, answer));
        if (isHeld) return refuse('stale');
        const needs = room.base === null ? 'response.read' : 'clarification.read';
        const isFirst = !(await findConfidentialDocument(trx, studySlug, cityId));
        const confidential = await foundConfidential(tools, context, response);
        const closed = await closeText(context, acting, response, needs);
        if (!closed.ok) return closed;

        if (before) {
          // Throws, for another attempt, where somebody has written to one of them since.
          await currentOf(tools, trx, response, before.read, false);
          if (!isFirst) await currentOf(tools, trx, confidential, before.read, false);
        }
        const {
          moved,
          shown: without,
          ends
        } = before ??
        (await readMoved(tools, trx, { response, base: room.base }, { direction, answer }, actor.userId));
        const shown = without
          ? await showWithout(command, confidential, { ...without, confidential: moved.confidential })
          : response;
        await noteIds(trx, shown, moved, ends);
        const opened = await openText(tools, context, acting, shown, moved.response, {
          needs,
          confidential: moved.confidential
        });
        if (!opened.ok) return opened;

        if (direction === 'hold-back') {
          await insertConfidentialAnswer(trx, {
            studyId: study.id,
            cityId,
            answer,
            userId: acting.userId,
            at
          });
          // The reason why a finding was accepted may speak of what is held back now.
          for (const { section, key } of await listAcceptedFindings(trx, response.id))
            if (isConfidentialSection([answer], section)) await deleteAcceptedFinding(trx, response.id, key);
          // Comparisons read rows that hold what was submitted.
          if (isSubmitted(assessment.state)) await deleteRecordsOf(trx, study.id, cityId, answer.question);
        } else await deleteConfidentialAnswer(trx, study.id, cityId, answer);
        await context.appendEvent(study.id, acting, {
          kind: direction === 'hold-back' ? 'answer.held-back' : 'answer.taken-back',
          needs,
          cityId,
          documentId: response.id,
          payload: { question: answer.question, topic: answer.topic, characteristic }
        });
        return ok(null);
      })
  );

/** Moves the answer before the transaction; null for a person who may not move it, who is refused then. */
async function moveBefore(
  tools: MovingTools,
  actor: Actor,
  studySlug: string,
  cityId: string,
  answer: ConfidentialAnswer,
  direction: AnswerMove['direction']
): Promise<MoveBefore | null> {
  const { db } = tools.store;
  const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
  if (!authorized.ok) return null;
  const { study, assessment } = authorized.value;
  if (!actingIn(actor, study, assessment, 'confidential.write')) return null;
  const { response } = await loadTexts(db, study, assessment.cityId);
  const room = await findRoomOfDocument(db, response.id, response.generation);
  if (!room || room.ended) return null;
  return readMoved(tools, db, { response, base: room.base }, { direction, answer }, actor.userId);
}

/**
 * Replaces the generation that others are shown while questions are reopened: they see what was submitted,
 * without the answer that is held back now. Returns the response as it is then.
 */
async function showWithout(
  { context, response, room }: MovingCommand,
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
  const base = response.generation + 1;
  const open = (await listClarifications(trx, response.id)).filter(isOpen);
  await updateClarifications(
    trx,
    open.map(({ id }) => id),
    { base }
  );
  return { ...response, generation: base };
}

/** Returns the characteristic of an answer that the city gives now; undefined where there is none. */
async function characteristicOf(
  db: Db,
  { study, assessment }: AuthorizedAssessment,
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
