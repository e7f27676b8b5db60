/** The way of an assessment and of a chapter, for people: where it stands, what is missing for the next step, and the steps themselves. */
import {
  assessmentAbilitiesOf, chapterAbilitiesOf, type Abilities, type Actor, type AssessmentAbility, type ChapterAbility
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Bilingual } from '#domain/locale.ts';
import {
  assessmentWay, chapterWay, forwardFrom, mayBeWaived, missingFor, shortestConsultation, targetOf, type AssessmentState, type AssessmentStep,
  type ChapterState, type ChapterStep, type Missing
} from '#domain/workflow.ts';
import { findAssessment, lockAssessment } from '../../store/assessments.ts';
import { moveConsultationDeadline } from '../../store/consultations.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import { listSteps, setAssessmentDeadline, type StepRow } from '../../store/steps.ts';
import { namesOfUsers } from '../../store/users.ts';
import { decide, type DeskTools } from '../desk.ts';
import { enterStudy } from '../study-door.ts';
import {
  abilityForStep, actingIn, loadTexts, prepareStep, takeAssessmentStep, type Deadline, type StepTools, type StepWish, type TakenStep
} from './assessment-step.ts';
import {
  abilityForChapterStep, actingInChapter, findChapter, loadDocument, prepareChapterStep, takeChapterStep, type ChapterWish, type TakenChapterStep
} from './chapter-step.ts';
import { readContent } from './freezing.ts';
import { gatherFacts } from './step-facts.ts';
import { subjectOf } from './version-keeping.ts';

/** A step that was taken, with the name of who took it; null where the clock did. */
export interface WalkedStep extends Omit<StepRow, 'waived' | 'studyId' | 'reasonEn' | 'reasonZh'> {
  readonly reason: Bilingual;
  readonly waived: readonly Missing[];
  readonly name: Bilingual | null;
}

export interface Standing<State, Step, A extends AssessmentAbility | ChapterAbility> {
  readonly state: State;
  readonly since: string | null;
  readonly version: number;
  readonly deadline: Deadline | null;
  readonly abilities: Abilities<A>;
  /** The step that leads on; null at the end. `may` tells whether this person may take it. */
  readonly forward: { readonly step: Step; readonly may: boolean } | null;
  /** What is missing for it, for whoever may take it or works towards it; null for others. */
  readonly missing: readonly (Missing & { readonly waivable: boolean })[] | null;
  /** Where this person may send it back to, or open it again; null where they may not. */
  readonly back: { readonly step: Extract<Step, 'return' | 'reopen'>; readonly to: State } | null;
  readonly steps: readonly WalkedStep[];
}

export type AssessmentStanding = Standing<AssessmentState, AssessmentStep, AssessmentAbility>;
export type ChapterStanding = Standing<ChapterState, ChapterStep, ChapterAbility>;

export interface Way {
  assessment(actor: Actor, studySlug: string, cityId: string): Promise<Result<AssessmentStanding>>;
  takeStep(actor: Actor, studySlug: string, cityId: string, wish: StepWish): Promise<Result<TakenStep>>;
  /** When the present state is to be left; in consultation the round's own deadline moves with it. */
  setDeadline(actor: Actor, studySlug: string, cityId: string, version: number, deadline: Deadline | null): Promise<Result<null>>;
  chapter(actor: Actor, studySlug: string, chapterSlug: string): Promise<Result<ChapterStanding>>;
  takeChapterStep(actor: Actor, studySlug: string, chapterSlug: string, wish: ChapterWish): Promise<Result<TakenChapterStep>>;
}

export function openWay(tools: DeskTools & StepTools): Way {
  const { db } = tools.store;
  return {
    assessment: async (actor, studySlug, cityId) => {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study, grants } = entered.value;
      const assessment = await findAssessment(db, study.id, cityId);
      const abilities = assessment ? assessmentAbilitiesOf(grants, assessment) : new Set<AssessmentAbility>();
      if (!assessment || !abilities.has('assessment.see')) return refuse('not-found');
      const { state } = assessment;
      const step = forwardFrom(assessmentWay, state);
      const needed = step && abilityForStep[step];
      const may = needed !== null && abilities.has(needed);
      const texts = await loadTexts(db, study, assessment.cityId);
      const learns = step !== null && (may || abilities.has('comments.internal'));
      const text = step === 'submit' ? texts.response : texts.findings;
      const asksText = step === 'submit' || step === 'ask-review' || step === 'open-consultation' || step === 'ask-approval';
      const facts = learns
        ? await gatherFacts(
            db,
            { studyId: study.id, cityId: assessment.cityId, documentId: texts.findings.id, subject: subjectOf(texts.findings), sides: study.sides },
            asksText ? (await readContent(db, tools.workshop, text, actor.userId)).sections : null
          )
        : null;
      const missing = facts && step ? missingFor(step, facts, tools.now().toISOString()) : null;
      const seesInside = abilities.has('comments.internal');
      return ok({
        state,
        since: assessment.stateSince,
        version: assessment.version,
        deadline: assessment.deadline,
        abilities,
        forward: step && { step, may },
        missing: missing && step ? missing.map((one) => ({ ...one, waivable: mayBeWaived(step, one) })) : null,
        back: backOf(state, abilities),
        steps: await walked(tools, texts.findings.id, seesInside)
      });
    },

    takeStep: async (actor, studySlug, cityId, wish) => {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study } = entered.value;
      const before = await findAssessment(db, study.id, cityId);
      if (!before || !assessmentAbilitiesOf(entered.value.grants, before).has('assessment.see')) return refuse('not-found');
      const prepared = await prepareStep(tools, study, before, wish.step, actor.userId);
      return decide(tools, async (sheet) => {
        await lockAssessment(sheet.trx, study.id, cityId);
        const assessment = await findAssessment(sheet.trx, study.id, cityId);
        if (!assessment) return refuse('not-found');
        const now: Actor = { ...actor, grants: await listGrantsOfUser(sheet.trx, actor.userId) };
        if (targetOf(assessmentWay, assessment.state, wish.step) === undefined) {
          return refuse(assessment.version === wish.version ? 'wrong-state' : 'stale');
        }
        const ability = abilityForStep[wish.step];
        const acting = ability === null ? undefined : actingIn(now, study, assessment, ability);
        return acting ? takeAssessmentStep(tools, sheet, { study, cityId, acting }, wish, prepared) : refuse('forbidden');
      });
    },

    setDeadline: (actor, studySlug, cityId, version, deadline) =>
      decide(tools, async ({ trx, at, tell }) => {
        const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
        const entered = await enterStudy(trx, now, studySlug);
        if (!entered.ok) return entered;
        const { study, grants } = entered.value;
        await lockAssessment(trx, study.id, cityId);
        const assessment = await findAssessment(trx, study.id, cityId);
        if (!assessment || !assessmentAbilitiesOf(grants, assessment).has('assessment.see')) return refuse('not-found');
        const acting = actingIn(now, study, assessment, 'assessment.steer');
        if (!acting) return refuse('forbidden');
        if (deadline !== null && deadline.at <= at) return refuse('deadline-too-soon', { field: 'deadline' });
        if (assessment.state === 'consultation') {
          if (deadline === null) return refuse('deadline-required', { field: 'deadline' });
          // A city that counts on its time must keep at least as much as a new round would give it.
          const shortens = assessment.deadline !== null && deadline.at < assessment.deadline.at;
          if (shortens && Date.parse(deadline.at) - Date.parse(at) < shortestConsultation) return refuse('deadline-too-soon', { field: 'deadline' });
          await moveConsultationDeadline(trx, study.id, cityId, deadline);
        }
        if (!(await setAssessmentDeadline(trx, assessment.id, version, deadline))) return refuse('stale');
        await tell(study.id, acting, {
          kind: 'deadline.moved', needs: 'assessment.see', cityId, documentId: (await loadTexts(trx, study, assessment.cityId)).findings.id,
          payload: { deadline: deadline?.at ?? null }
        });
        return ok(null);
      }),

    chapter: async (actor, studySlug, chapterSlug) => {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study, grants } = entered.value;
      const chapter = await findChapter(db, study, chapterSlug);
      const abilities = chapter ? chapterAbilitiesOf(grants, chapter) : new Set<ChapterAbility>();
      if (!chapter || !abilities.has('chapter.read')) return refuse('not-found');
      const document = await loadDocument(db, chapter.id);
      const step = forwardFrom(chapterWay, chapter.state);
      const needed = step && abilityForChapterStep[step];
      const facts =
        step && abilities.has('chapter.comments')
          ? await gatherFacts(
              db,
              { studyId: study.id, cityId: null, documentId: chapter.id, subject: subjectOf(document), sides: study.sides },
              step === 'approve' ? null : (await readContent(db, tools.workshop, document, actor.userId)).sections
            )
          : null;
      const missing = facts && step ? missingFor(step, facts, tools.now().toISOString()) : null;
      return ok({
        state: chapter.state,
        since: chapter.stateSince,
        version: chapter.version,
        deadline: chapter.deadline,
        abilities,
        forward: step && { step, may: needed !== null && abilities.has(needed) },
        missing: missing && step ? missing.map((one) => ({ ...one, waivable: mayBeWaived(step, one) })) : null,
        back: backOfChapter(chapter.state, abilities),
        steps: await walked(tools, chapter.id, abilities.has('chapter.comments'))
      });
    },

    takeChapterStep: async (actor, studySlug, chapterSlug, wish) => {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study, grants } = entered.value;
      const before = await findChapter(db, study, chapterSlug);
      if (!before || !chapterAbilitiesOf(grants, before).has('chapter.read')) return refuse('not-found');
      const prepared = await prepareChapterStep(tools, before, wish.step, actor.userId);
      return decide(tools, async (sheet) => {
        const chapter = await findChapter(sheet.trx, study, chapterSlug);
        if (!chapter) return refuse('not-found');
        const now: Actor = { ...actor, grants: await listGrantsOfUser(sheet.trx, actor.userId) };
        if (targetOf(chapterWay, chapter.state, wish.step) === undefined) return refuse(chapter.version === wish.version ? 'wrong-state' : 'stale');
        const ability = abilityForChapterStep[wish.step];
        const acting = ability === null ? undefined : actingInChapter(now, study, chapter, ability);
        return acting ? takeChapterStep(tools, sheet, { study, slug: chapterSlug, acting }, wish, prepared) : refuse('forbidden');
      });
    }
  };
}

function backOf(state: AssessmentState, abilities: Abilities<AssessmentAbility>): AssessmentStanding['back'] {
  for (const [step, ability] of [['return', 'assessment.return'], ['reopen', 'assessment.reopen']] as const) {
    const to = targetOf(assessmentWay, state, step);
    if (to !== undefined && abilities.has(ability)) return { step, to };
  }
  return null;
}

function backOfChapter(state: ChapterState, abilities: Abilities<ChapterAbility>): ChapterStanding['back'] {
  for (const [step, ability] of [['return', 'chapter.return'], ['reopen', 'chapter.reopen']] as const) {
    const to = targetOf(chapterWay, state, step);
    if (to !== undefined && abilities.has(ability)) return { step, to };
  }
  return null;
}

/** Reasons among experts, and what was waived, are for those who work inside; the city reads the reasons that are addressed to it. */
async function walked({ store: { db } }: Pick<StepTools, 'store'>, documentId: string, seesInside: boolean): Promise<WalkedStep[]> {
  const rows = await listSteps(db, documentId);
  const names = await namesOfUsers(db, rows.flatMap((row) => row.userId ?? []));
  return rows.map(({ waived, studyId: _, reasonEn, reasonZh, ...row }) => ({
    ...row,
    reason: seesInside || row.toState === 'collecting' || row.fromState === 'consultation' ? { en: reasonEn, zh: reasonZh } : { en: '', zh: '' },
    waived: seesInside ? (JSON.parse(waived) as Missing[]) : [],
    name: names.get(row.userId ?? '') ?? null
  }));
}
