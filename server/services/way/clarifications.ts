/**
 * What a city is asked once more after it has submitted. Asking reopens one question: the response's next generation begins from what was
 * frozen, and everything else of it stays closed. Whatever makes fewer questions open ends the generation, so that nothing is written to
 * a question after its answer was read; where others are still open, the next goes on from there.
 * What is submitted is always the version that was returned last: of it, questions that are still open stand as they stood before.
 */
import { awaitsReview, judgeAsked, judgeNote, stateOf, type Words } from '#domain/clarification.ts';
import { askedParts, type Framework, isOffered } from '#domain/framework.ts';
import type { Actor, AssessmentAbility } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { canonicalCells } from '#document/answered.ts';
import { heldAnswers, questionContent, withheldIn, type HeldAnswers } from '#document/question-content.ts';
import { lockAssessment } from '../../store/assessments.ts';
import {
  insertClarification,
  isOpen,
  listClarifications,
  updateClarifications,
  type ClarificationRow
} from '../../store/clarifications.ts';
import { findGeneration, type DocumentRow } from '../../store/documents.ts';
import { citesSince } from '../../store/evidence.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import { findNewestVersion, findVersion } from '../../store/versions.ts';
import type { Letters } from '../../mail/letters.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { writeOfAsked, writeOfReturned } from '../inbox/urgent-letters.ts';
import { actingIn, loadTexts } from './assessment-step.ts';
import { changedAnswers, type ChangedAnswer } from './changed-answers.ts';
import { clarificationViews, type ClarificationsView } from './clarification-views.ts';
import {
  endText,
  openText,
  readContent,
  readFrozen,
  sectionIdsOf,
  type FreezingTools,
  type ReadContent
} from './freezing.ts';
import { keepVersion, subjectOf } from './version-keeping.ts';
import { asOfNow, enterAssessment, type EnteredAssessment } from './way-door.ts';

/** Of one question, of one characteristic, or of the whole response. */
export interface About {
  readonly question?: string | undefined;
  readonly characteristic?: string | undefined;
}

export interface Clarifications {
  /** Oldest first. */
  list(actor: Actor, studySlug: string, cityId: string, about?: About): Promise<Result<ClarificationsView>>;
  /** How the answers stood that changed under a characteristic, and how they came back, by clarification. */
  changed(
    actor: Actor,
    studySlug: string,
    cityId: string,
    characteristic: string
  ): Promise<Result<ReadonlyMap<string, ChangedAnswer>>>;
  /** Asks about a question, which reopens it. `conflict` where it is open already. */
  ask(
    actor: Actor,
    studySlug: string,
    cityId: string,
    asked: Words & { readonly question: string }
  ): Promise<Result<{ readonly id: string }>>;
  /** For the city: what it answers now counts. `ids` of those that are returned. */
  giveBack(
    actor: Actor,
    studySlug: string,
    cityId: string,
    answer: { readonly ids: readonly string[]; readonly note: Words }
  ): Promise<Result<{ readonly versionId: string }>>;
  /** By whoever asked. `answer-begun` once the city has written to it: then the city returns it. */
  withdraw(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
  /** Says that the findings were looked at because the answer changed. */
  review(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
}

/** Who learns of it: those who read what was asked, and not all who read the response. */
const needs = 'clarification.read';

interface Desk extends EnteredAssessment {
  readonly sheet: Sheet;
  readonly acting: Actor;
  readonly response: DocumentRow;
  readonly rows: readonly ClarificationRow[];
  readonly open: readonly ClarificationRow[];
}

export function openClarifications(
  tools: DeskTools &
    FreezingTools & { readonly workshop: Pick<Workshop, 'drawVersion'>; readonly letters: Letters }
): Clarifications {
  const {
    store: { db },
    workshop,
    newId
  } = tools;

  /** One decision about an assessment's clarifications; they come one after another, and none beside a step. */
  const inAssessment = <T>(
    actor: Actor,
    slug: string,
    cityId: string,
    ability: AssessmentAbility,
    decision: (desk: Desk) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    decide(tools, async (sheet) => {
      const now = await asOfNow(sheet.trx, actor);
      const before = await enterAssessment(sheet.trx, now, slug, cityId);
      if (!before.ok) return before;
      await lockAssessment(sheet.trx, before.value.study.id, cityId);
      const entered = await enterAssessment(sheet.trx, now, slug, cityId);
      if (!entered.ok) return entered;
      const { study, assessment, abilities } = entered.value;
      if (!abilities.has(needs)) return refuse('not-found');
      const acting = actingIn(now, study, assessment, ability);
      if (!acting) return refuse('forbidden');
      const { response } = await loadTexts(sheet.trx, study, assessment.cityId);
      const rows = await listClarifications(sheet.trx, response.id);
      return decision({ ...entered.value, sheet, acting, response, rows, open: rows.filter(isOpen) });
    });

  /** What stands in the response now, read before the decision. */
  const readBefore = async (actor: Actor, slug: string, cityId: string): Promise<ReadContent | null> => {
    const entered = await enterAssessment(db, actor, slug, cityId);
    if (!entered.ok || !entered.value.abilities.has(needs)) return null;
    const { response } = await loadTexts(db, entered.value.study, entered.value.assessment.cityId);
    return readContent(db, workshop, response, actor.userId);
  };

  /** The response as it was submitted last; kept now where it was frozen without. */
  const submitted = async (
    { sheet, response, study }: Desk,
    frozen: ReadContent | null
  ): Promise<{ readonly id: string; readonly content: HeldAnswers }> => {
    const newest = await findNewestVersion(sheet.trx, study.id, subjectOf(response), 'submission');
    const line =
      newest ??
      (await keepVersion(sheet.trx, response, frozen ?? (await readContent(sheet.trx, workshop, response)), {
        id: newId(),
        kind: 'submission',
        name: { en: 'As it was submitted', zh: '提交时的内容' },
        userId: null,
        at: sheet.at
      }));
    const version = await findVersion(sheet.trx, study.id, line.id);
    if (!version) throw new Error('A version that was just found is gone');
    return { id: line.id, content: JSON.parse(new TextDecoder().decode(version.bytes)) as HeldAnswers };
  };

  /** Begins the next generation from what the present one held when it ended. */
  const goOn = async ({ sheet, acting, response }: Desk): Promise<Result<unknown>> =>
    openText(sheet, acting, response, await readFrozen(tools, sheet.trx, response, acting.userId), needs);

  const tell = (
    { sheet, study, acting, response, assessment }: Desk,
    kind:
      'clarification.asked' | 'clarification.returned' | 'clarification.withdrawn' | 'clarification.reviewed',
    row: Pick<ClarificationRow, 'id' | 'question' | 'characteristic'>
  ): Promise<void> =>
    sheet.tell(study.id, acting, {
      kind,
      needs,
      cityId: assessment.cityId,
      documentId: response.id,
      payload: { clarificationId: row.id, question: row.question, characteristic: row.characteristic }
    });

  const moved = ({ sheet, response }: Desk): void =>
    sheet.ringAfter({ type: 'document-moved', documentId: response.id });

  return {
    list: async (actor, slug, cityId, about = {}) => {
      const entered = await enterAssessment(db, actor, slug, cityId);
      if (!entered.ok) return entered;
      if (!entered.value.abilities.has(needs)) return refuse('not-found');
      const { response } = await loadTexts(db, entered.value.study, entered.value.assessment.cityId);
      const rows = (await listClarifications(db, response.id)).filter(
        ({ question, characteristic }) =>
          (about.question ?? question) === question &&
          (about.characteristic ?? characteristic) === characteristic
      );
      return ok(await clarificationViews(db, actor, entered.value, rows));
    },

    changed: async (actor, slug, cityId, characteristic) => {
      const entered = await enterAssessment(db, actor, slug, cityId);
      if (!entered.ok) return entered;
      if (!entered.value.abilities.has(needs)) return refuse('not-found');
      const { study, assessment } = entered.value;
      const { response } = await loadTexts(db, study, assessment.cityId);
      const rows = (await listClarifications(db, response.id)).filter(
        (row) => row.characteristic === characteristic
      );
      return ok(await changedAnswers(db, workshop, { studyId: study.id, asker: actor.userId }, rows));
    },

    ask: (actor, slug, cityId, { question, ...words }) =>
      inAssessment(actor, slug, cityId, 'clarification.ask', async (desk) => {
        const { sheet, study, acting, assessment, response, open } = desk;
        const { trx, at } = sheet;
        const judged = judgeAsked(words);
        if (!judged.ok) return judged;
        const framework = await findFrameworkOfCity(trx, study.id, assessment.cityId);
        const characteristic = framework && characteristicOf(framework, assessment.answersProfile, question);
        if (!characteristic) return refuse('invalid', { field: 'question' });
        if (open.some((one) => one.question === question)) return refuse('conflict');
        let { generation } = response;
        let base = open[0]?.base;
        if (base === undefined) {
          const row = await findGeneration(trx, response.id, generation);
          const ended =
            row?.endedAt === null ? await endText(tools, sheet, acting, response, null, needs) : null;
          if (ended && !ended.ok) return ended;
          base = generation++;
          const opened = await goOn(desk);
          if (!opened.ok) return refuse('stale');
        }
        const from = await submitted(desk, null);
        const id = newId();
        await insertClarification(trx, {
          id,
          studyId: study.id,
          cityId: assessment.cityId,
          documentId: response.id,
          question,
          characteristic,
          body: judged.value.text,
          language: judged.value.language,
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
          reviewedAt: null
        });
        await tell(desk, 'clarification.asked', { id, question, characteristic });
        await writeOfAsked(tools.letters, sheet, {
          studyId: study.id,
          cityId: assessment.cityId,
          characteristic
        });
        moved(desk);
        return ok({ id });
      }),

    giveBack: async (actor, slug, cityId, { ids, note }) => {
      const judged = judgeNote(note);
      if (!judged.ok) return judged;
      const before = await readBefore(actor, slug, cityId);
      return inAssessment(actor, slug, cityId, 'clarification.answer', async (desk) => {
        const { sheet, acting, response, open, study, assessment } = desk;
        const returned = open.filter(({ id }) => ids.includes(id));
        if (returned.length === 0 || returned.length < new Set(ids).size) return refuse('stale');
        const from = await submitted(desk, before);
        const ended = await endText(tools, sheet, acting, response, before, needs);
        if (!ended.ok) return refuse('stale');
        const rest = open.filter((one) => !returned.includes(one));
        const { answers } = ended.value;
        const order = await sectionIdsOf(sheet.trx, response);
        const counted =
          answers && withheldIn(answers, from.content, new Set(rest.map(({ question }) => question)), order);
        const version = await keepVersion(
          sheet.trx,
          response,
          { ...ended.value, answers: counted },
          {
            id: newId(),
            kind: 'submission',
            name: { en: 'With answers to questions from experts', zh: '含对专家提问的答复' },
            userId: acting.userId,
            at: sheet.at
          }
        );
        const now: HeldAnswers = counted
          ? heldAnswers(counted, canonicalCells)
          : { sections: ended.value.sections };
        for (const row of returned) {
          const isChanged =
            questionContent(from.content, row.question) !== questionContent(now, row.question) ||
            (await citesSince(sheet.trx, row));
          await updateClarifications(sheet.trx, [row.id], {
            closedGeneration: response.generation,
            toVersionId: version.id,
            isChanged: isChanged ? 1 : 0,
            note: judged.value?.text ?? '',
            noteLanguage: judged.value?.language ?? null,
            returnedBy: acting.userId,
            returnedAt: sheet.at
          });
          await tell(desk, 'clarification.returned', row);
        }
        await writeOfReturned(tools.letters, sheet, {
          studyId: study.id,
          cityId: assessment.cityId,
          askers: returned.map(({ userId }) => userId)
        });
        const gone = rest.length > 0 ? await goOn(desk) : ok(null);
        moved(desk);
        return gone.ok ? ok({ versionId: version.id }) : refuse('stale');
      });
    },

    withdraw: async (actor, slug, cityId, id) => {
      const before = await readBefore(actor, slug, cityId);
      return inAssessment(actor, slug, cityId, 'clarification.ask', async (desk) => {
        const { sheet, acting, response, open } = desk;
        const row = open.find((one) => one.id === id);
        if (!row) return refuse(desk.rows.some((one) => one.id === id) ? 'stale' : 'not-found');
        if (row.userId !== acting.userId) return refuse('forbidden');
        const from = await submitted(desk, before);
        const ended = await endText(tools, sheet, acting, response, before, needs);
        if (!ended.ok) return refuse('stale');
        const { answers, sections } = ended.value;
        const now: HeldAnswers = answers ? heldAnswers(answers, canonicalCells) : { sections };
        if (questionContent(from.content, row.question) !== questionContent(now, row.question))
          return refuse('answer-begun');
        await updateClarifications(sheet.trx, [id], {
          closedGeneration: response.generation,
          withdrawnBy: acting.userId,
          withdrawnAt: sheet.at
        });
        await tell(desk, 'clarification.withdrawn', row);
        const gone = open.length > 1 ? await goOn(desk) : ok(null);
        moved(desk);
        return gone.ok ? ok(null) : refuse('stale');
      });
    },

    review: (actor, slug, cityId, id) =>
      inAssessment(actor, slug, cityId, 'clarification.review', async (desk) => {
        const { sheet, acting, rows } = desk;
        const row = rows.find((one) => one.id === id);
        if (!row) return refuse('not-found');
        if (!awaitsReview(row)) return refuse(stateOf(row) === 'open' ? 'wrong-state' : 'stale');
        await updateClarifications(sheet.trx, [id], { reviewedBy: acting.userId, reviewedAt: sheet.at });
        await tell(desk, 'clarification.reviewed', row);
        return ok(null);
      })
  };
}

/** The characteristic, or the part of the short profile, of a question that the city is asked now. */
function characteristicOf(
  framework: Framework,
  answersProfile: boolean,
  question: string
): string | undefined {
  return askedParts(framework, answersProfile).find(({ questions }) =>
    questions.some((one) => one.id === question && isOffered(one))
  )?.id;
}
