/**
 * Manages the clarifications that are requested from a city after it has submitted. A request reopens one
 * question: the response's next generation begins from what was frozen, and everything else of it stays
 * closed. Each command that leaves fewer questions open ends the generation, so that nothing is written to a
 * question after its answer was read; where others are still open, the next generation continues from there.
 * The submitted version is always the one that was returned last: in it, questions that are still open have
 * their earlier content.
 */
import {
  awaitsReview,
  validateQuestion,
  validateNote,
  stateOf,
  type WrittenText
} from '#domain/clarification.ts';
import { partsOfCity, type Framework, isOffered } from '#domain/framework.ts';
import { isCorrection } from '#domain/consultation.ts';
import type { Actor, AssessmentAbility } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { canonicalCells } from '#document/answered.ts';
import { heldAnswers, questionContent, withheldIn, type HeldAnswers } from '#document/question-content.ts';
import {
  insertClarification,
  isOpen,
  listClarifications,
  updateClarifications,
  type ClarificationRow
} from '../../store/clarifications.ts';
import { findGeneration, type DocumentRow } from '../../store/documents.ts';
import { listSubmitted } from '../../store/city-comments.ts';
import { citesSince } from '../../store/evidence.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import { findNewestVersion, findVersion } from '../../store/versions.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { saveConfidentialVersion } from '../confidential/confidential-versions.ts';
import { versionsFor } from '../confidential/readable-version.ts';
import { writeOfQuestion, writeOfReturned } from '../inbox/urgent-mails.ts';
import { actingIn } from './assessment-step.ts';
import { changedAnswers, type ChangedAnswer } from './changed-answers.ts';
import { clarificationViews, type ClarificationsView } from './clarification-views.ts';
import {
  closedContent,
  confidentialOf,
  endText,
  openText,
  readContent,
  readWhole,
  sectionIdsOf,
  withTextsBefore,
  type FreezingTools,
  type ReadContent,
  type TextsBefore,
  type WholeText
} from './freezing.ts';
import { saveVersion, subjectOf } from './version-storage.ts';
import {
  authorizeAssessment,
  authorizeInLockedAssessment,
  type AuthorizedAssessment
} from './workflow-access.ts';
import { loadTexts } from './subject-texts.ts';

/** Selects one question, one characteristic, or the whole response. */
export interface About {
  readonly question?: string | undefined;
  readonly characteristic?: string | undefined;
}

export interface Clarifications {
  /** Lists clarifications, oldest first. */
  list(actor: Actor, studySlug: string, cityId: string, about?: About): Promise<Result<ClarificationsView>>;
  /** Returns the answers that changed under a characteristic, before and after, by clarification. */
  changed(
    actor: Actor,
    studySlug: string,
    cityId: string,
    characteristic: string
  ): Promise<Result<ReadonlyMap<string, ChangedAnswer>>>;
  /**
   * Requests a clarification of a question, which reopens it. `conflict` where it is open already. `comment` names
   * a comment in which the city corrects a fact: then the city is asked to correct its answer as well.
   */
  ask(
    actor: Actor,
    studySlug: string,
    cityId: string,
    input: WrittenText & { readonly question: string; readonly comment?: string | undefined }
  ): Promise<Result<{ readonly id: string }>>;
  /**
   * Returns, for the city, its answers: what it answers now counts. `ids` names the clarifications that are
   * returned.
   */
  giveBack(
    actor: Actor,
    studySlug: string,
    cityId: string,
    answer: { readonly ids: readonly string[]; readonly note: WrittenText }
  ): Promise<Result<{ readonly versionId: string }>>;
  /**
   * Withdraws a clarification, by its requester. `answer-begun` once the city has written to it: then the
   * city returns it.
   */
  withdraw(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
  /** Records that the findings were reviewed because the answer changed. */
  review(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
}

/**
 * Names the ability that the events need: those who read the request learn of it, and not all who read the
 * response.
 */
const needs = 'clarification.read';

interface Requested {
  readonly actor: Actor;
  readonly studySlug: string;
  readonly cityId: string;
}

interface ClarificationsCommand extends AuthorizedAssessment {
  readonly context: CommandContext;
  readonly acting: Actor;
  readonly response: DocumentRow;
  readonly rows: readonly ClarificationRow[];
  readonly open: readonly ClarificationRow[];
}

export function openClarifications(
  tools: CommandDeps &
    FreezingTools & { readonly workers: Pick<DocumentWorkers, 'renderVersion'>; readonly mailer: Mailer }
): Clarifications {
  const {
    store: { db },
    workers,
    newId
  } = tools;

  /**
   * Runs one command about an assessment's clarifications; such commands run one after another, and never at
   * the same time as a step.
   */
  const inAssessment = <T>(
    actor: Actor,
    studySlug: string,
    cityId: string,
    ability: AssessmentAbility,
    decision: (command: ClarificationsCommand) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeInLockedAssessment(context.trx, actor, studySlug, cityId, needs);
      if (!authorized.ok) return authorized;
      const { study, assessment, now } = authorized.value;
      const acting = actingIn(now, study, assessment, ability);
      if (!acting) return refuse('forbidden');
      const { response } = await loadTexts(context.trx, study, assessment.cityId);
      const rows = await listClarifications(context.trx, response.id);
      return decision({ ...authorized.value, context, acting, response, rows, open: rows.filter(isOpen) });
    });

  /**
   * Reads, before the transaction, what a command may need of the response and of the confidential document:
   * their content, and the whole of them where the next generation begins from it.
   */
  const readBefore = async (
    { actor, studySlug, cityId }: Requested,
    goesOn: (open: readonly ClarificationRow[]) => boolean,
    isLast: boolean
  ): Promise<TextsBefore> => {
    const nothing = { contents: [], wholes: [], isLast: true };
    const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
    if (!authorized.ok || !authorized.value.abilities.has(needs)) return nothing;
    const { response } = await loadTexts(db, authorized.value.study, authorized.value.assessment.cityId);
    const confidential = await confidentialOf({ trx: db }, response);
    const contents: ReadContent[] = [];
    const wholes: WholeText[] = [];
    const isRead = goesOn((await listClarifications(db, response.id)).filter(isOpen));
    for (const document of confidential ? [response, confidential] : [response]) {
      contents.push(await readContent(db, workers, document, actor.userId));
      if (isRead) wholes.push(await readWhole(db, tools, document, actor.userId));
    }
    return { contents, wholes, isLast };
  };

  /** Runs a command with the texts that it needs. */
  const withTexts = <T>(
    { actor, studySlug, cityId }: Requested,
    ability: AssessmentAbility,
    goesOn: (open: readonly ClarificationRow[]) => boolean,
    decision: (command: ClarificationsCommand, before: TextsBefore) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    withTextsBefore(
      (isLast) => readBefore({ actor, studySlug, cityId }, goesOn, isLast),
      (before) => inAssessment(actor, studySlug, cityId, ability, (command) => decision(command, before))
    );

  /**
   * Returns the response as it was submitted last; saves that version now where it was frozen without one.
   */
  const submitted = async (
    { context, acting, response, study }: ClarificationsCommand,
    before: TextsBefore
  ): Promise<{ readonly id: string; readonly content: HeldAnswers }> => {
    const newest = await findNewestVersion(context.trx, study.id, subjectOf(response), 'submission');
    const summary =
      newest ??
      (await saveVersion(
        context.trx,
        response,
        await closedContent(tools, context.trx, response, before, acting.userId),
        {
          id: newId(),
          kind: 'submission',
          name: { en: 'As it was submitted', zh: '提交时的内容' },
          userId: null,
          at: context.at
        }
      ));
    const version = await findVersion(context.trx, study.id, summary.id);
    if (!version) throw new Error('A version that was just found is gone');
    return { id: summary.id, content: JSON.parse(new TextDecoder().decode(version.bytes)) as HeldAnswers };
  };

  /** Begins the next generation from what the present one held when it ended. */
  const goOn = (
    { context, acting, response }: ClarificationsCommand,
    before: TextsBefore
  ): Promise<Result<unknown>> => openText(tools, context, acting, response, before, { needs, isPart: true });

  const appendEvent = (
    { context, study, acting, response, assessment }: ClarificationsCommand,
    kind:
      'clarification.asked' | 'clarification.returned' | 'clarification.withdrawn' | 'clarification.reviewed',
    row: Pick<ClarificationRow, 'id' | 'question' | 'characteristic'>
  ): Promise<void> =>
    context.appendEvent(study.id, acting, {
      kind,
      needs,
      cityId: assessment.cityId,
      documentId: response.id,
      payload: { clarificationId: row.id, question: row.question, characteristic: row.characteristic }
    });

  const moved = ({ context, response }: ClarificationsCommand): void =>
    context.signalAfterCommit({ kind: 'document-moved', documentId: response.id });

  return {
    list: async (actor, studySlug, cityId, about = {}) => {
      const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      if (!authorized.value.abilities.has(needs)) return refuse('not-found');
      const { response } = await loadTexts(db, authorized.value.study, authorized.value.assessment.cityId);
      const rows = (await listClarifications(db, response.id)).filter(
        ({ question, characteristic }) =>
          (about.question ?? question) === question &&
          (about.characteristic ?? characteristic) === characteristic
      );
      return ok(await clarificationViews(db, actor, authorized.value, rows));
    },

    changed: async (actor, studySlug, cityId, characteristic) => {
      const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      if (!authorized.value.abilities.has(needs)) return refuse('not-found');
      const { study, assessment } = authorized.value;
      const { response } = await loadTexts(db, study, assessment.cityId);
      const rows = (await listClarifications(db, response.id)).filter(
        (row) => row.characteristic === characteristic
      );
      const readable = await versionsFor(db, response, authorized.value.abilities);
      return ok(
        await changedAnswers(db, workers, { studyId: study.id, requester: actor.userId }, rows, readable)
      );
    },

    ask: (actor, studySlug, cityId, { question, comment, ...text }) =>
      withTexts(
        { actor, studySlug, cityId },
        'clarification.ask',
        (open) => open.length === 0,
        async (command, before) => {
          const { context, study, acting, assessment, response, open } = command;
          const { trx, at } = context;
          const checked = validateQuestion(text);
          if (!checked.ok) return checked;
          const framework = await findFrameworkOfCity(trx, study.id, assessment.cityId);
          const characteristic =
            framework && characteristicOf(framework, assessment.answersProfile, question);
          if (!characteristic) return refuse('invalid', { field: 'question' });
          if (open.some((one) => one.question === question)) return refuse('conflict');
          const corrects =
            comment === undefined
              ? null
              : (await listSubmitted(trx, study.id, assessment.cityId)).find(({ id }) => id === comment);
          if (corrects === undefined || (corrects !== null && !isCorrection(corrects)))
            return refuse('invalid', { field: 'comment' });
          let { generation } = response;
          let base = open[0]?.base;
          if (base === undefined) {
            const row = await findGeneration(trx, response.id, generation);
            const ended =
              row?.endedAt === null ? await endText(tools, context, acting, response, before, needs) : null;
            if (ended && !ended.ok) return ended;
            base = generation++;
            const opened = await goOn(command, before);
            if (!opened.ok) return refuse('stale');
          }
          const from = await submitted(command, before);
          const id = newId();
          await insertClarification(trx, {
            id,
            studyId: study.id,
            cityId: assessment.cityId,
            documentId: response.id,
            question,
            characteristic,
            body: checked.value.text,
            language: checked.value.language,
            userId: acting.userId,
            role: acting.grants[0]?.role ?? 'expert',
            at,
            base,
            generation,
            closedGeneration: null,
            fromVersionId: from.id,
            toVersionId: null,
            isChanged: null,
            note: '',
            noteLanguage: null,
            returnedBy: null,
            returnedAt: null,
            withdrawnBy: null,
            withdrawnAt: null,
            reviewedBy: null,
            reviewedAt: null,
            cityCommentId: corrects?.id ?? null
          });
          await appendEvent(command, 'clarification.asked', { id, question, characteristic });
          await writeOfQuestion(tools.mailer, context, {
            studyId: study.id,
            cityId: assessment.cityId,
            characteristic
          });
          moved(command);
          return ok({ id });
        }
      ),

    giveBack: async (actor, studySlug, cityId, { ids, note }) => {
      const checked = validateNote(note);
      if (!checked.ok) return checked;
      const goesOn = (open: readonly ClarificationRow[]): boolean => open.some(({ id }) => !ids.includes(id));
      return withTexts(
        { actor, studySlug, cityId },
        'clarification.answer',
        goesOn,
        async (command, before) => {
          const { context, acting, response, open, study, assessment } = command;
          const returned = open.filter(({ id }) => ids.includes(id));
          if (returned.length === 0 || returned.length < new Set(ids).size) return refuse('stale');
          const from = await submitted(command, before);
          const ended = await endText(tools, context, acting, response, before, needs);
          if (!ended.ok) return refuse('stale');
          const rest = open.filter((one) => !returned.includes(one));
          const { answers } = ended.value;
          const order = await sectionIdsOf(context.trx, response);
          const counted =
            answers &&
            withheldIn(answers, from.content, new Set(rest.map(({ question }) => question)), order);
          const version = await saveVersion(
            context.trx,
            response,
            { ...ended.value, answers: counted },
            {
              id: newId(),
              kind: 'submission',
              name: { en: 'With answers to questions from experts', zh: '含对专家提问的答复' },
              userId: acting.userId,
              at: context.at
            }
          );
          await saveConfidentialVersion(
            context.trx,
            tools,
            response,
            {
              id: newId(),
              kind: 'submission',
              name: { en: 'With answers to questions from experts', zh: '含对专家提问的答复' },
              userId: acting.userId,
              at: context.at
            },
            before
          );
          const now: HeldAnswers = counted
            ? heldAnswers(counted, canonicalCells)
            : { sections: ended.value.sections };
          for (const row of returned) {
            const isChanged =
              questionContent(from.content, row.question) !== questionContent(now, row.question) ||
              (await citesSince(context.trx, row));
            await updateClarifications(context.trx, [row.id], {
              closedGeneration: response.generation,
              toVersionId: version.id,
              isChanged: isChanged ? 1 : 0,
              note: checked.value?.text ?? '',
              noteLanguage: checked.value?.language ?? null,
              returnedBy: acting.userId,
              returnedAt: context.at
            });
            await appendEvent(command, 'clarification.returned', row);
          }
          await writeOfReturned(tools.mailer, context, {
            studyId: study.id,
            cityId: assessment.cityId,
            requesters: returned.map(({ userId }) => userId)
          });
          const gone = rest.length > 0 ? await goOn(command, before) : ok(null);
          moved(command);
          return gone.ok ? ok({ versionId: version.id }) : refuse('stale');
        }
      );
    },

    withdraw: (actor, studySlug, cityId, id) => {
      const goesOn = (open: readonly ClarificationRow[]): boolean => open.some((one) => one.id !== id);
      return withTexts({ actor, studySlug, cityId }, 'clarification.ask', goesOn, async (command, before) => {
        const { context, acting, response, open } = command;
        const row = open.find((one) => one.id === id);
        if (!row) return refuse(command.rows.some((one) => one.id === id) ? 'stale' : 'not-found');
        if (row.userId !== acting.userId) return refuse('forbidden');
        const from = await submitted(command, before);
        const ended = await endText(tools, context, acting, response, before, needs);
        if (!ended.ok) return refuse('stale');
        const { answers, sections } = ended.value;
        const now: HeldAnswers = answers ? heldAnswers(answers, canonicalCells) : { sections };
        if (questionContent(from.content, row.question) !== questionContent(now, row.question))
          return refuse('answer-begun');
        await updateClarifications(context.trx, [id], {
          closedGeneration: response.generation,
          withdrawnBy: acting.userId,
          withdrawnAt: context.at
        });
        await appendEvent(command, 'clarification.withdrawn', row);
        const gone = open.length > 1 ? await goOn(command, before) : ok(null);
        moved(command);
        return gone.ok ? ok(null) : refuse('stale');
      });
    },

    review: (actor, studySlug, cityId, id) =>
      inAssessment(actor, studySlug, cityId, 'clarification.review', async (command) => {
        const { context, acting, rows } = command;
        const row = rows.find((one) => one.id === id);
        if (!row) return refuse('not-found');
        if (!awaitsReview(row)) return refuse(stateOf(row) === 'open' ? 'wrong-state' : 'stale');
        await updateClarifications(context.trx, [id], { reviewedBy: acting.userId, reviewedAt: context.at });
        await appendEvent(command, 'clarification.reviewed', row);
        return ok(null);
      })
  };
}

/**
 * Returns the characteristic, or the part of the short profile, of a question that the city answers in its
 * version now.
 */
function characteristicOf(
  framework: Framework,
  answersProfile: boolean,
  question: string
): string | undefined {
  return partsOfCity(framework, answersProfile).find(({ questions }) =>
    questions.some((one) => one.id === question && isOffered(one))
  )?.id;
}
