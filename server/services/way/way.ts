/** The way of an assessment and of a chapter, for people: where it stands, and the steps themselves. */
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { assessmentWay, chapterWay, statesBefore, targetOf } from '#domain/workflow.ts';
import { lockAssessment } from '../../store/assessments.ts';
import { decide, type DeskTools } from '../desk.ts';
import {
  abilityForStep,
  actingIn,
  prepareStep,
  takeAssessmentStep,
  type StepTools,
  type StepWish,
  type TakenStep
} from './assessment-step.ts';
import {
  abilityForChapterStep,
  actingInChapter,
  prepareChapterStep,
  takeChapterStep,
  type ChapterWish,
  type TakenChapterStep
} from './chapter-step.ts';
import { listDeadlines, type DeadlineLine } from './deadline-list.ts';
import { moveChapterDeadline, moveDeadline, type DeadlineWish } from './deadlines.ts';
import {
  assessmentStanding,
  chapterStanding,
  countMissing,
  type AssessmentStanding,
  type ChapterStanding
} from './standing.ts';
import {
  asOfNow,
  enterAssessment,
  enterChapter,
  type EnteredAssessment,
  type EnteredChapter
} from './way-door.ts';

/** A person takes a step from what they saw. */
type Seen<Wish> = Wish & { readonly version: number };

export interface Way {
  assessment(actor: Actor, studySlug: string, cityId: string): Promise<Result<AssessmentStanding>>;
  /** How many things are missing for the next step, where that is cheap to tell; for every page of an assessment. */
  countMissing(
    actor: Actor,
    studySlug: string,
    cityId: string,
    written: Parameters<typeof countMissing>[2]
  ): Promise<Result<number | null>>;
  takeStep(actor: Actor, studySlug: string, cityId: string, wish: Seen<StepWish>): Promise<Result<TakenStep>>;
  setDeadline(actor: Actor, studySlug: string, cityId: string, wish: DeadlineWish): Promise<Result<null>>;
  /** Of the whole study, as far as the person sees its parts; the next first. */
  deadlines(actor: Actor, studySlug: string): Promise<Result<DeadlineLine[]>>;
  chapter(actor: Actor, studySlug: string, chapterSlug: string): Promise<Result<ChapterStanding>>;
  takeChapterStep(
    actor: Actor,
    studySlug: string,
    chapterSlug: string,
    wish: Seen<ChapterWish>
  ): Promise<Result<TakenChapterStep>>;
  setChapterDeadline(
    actor: Actor,
    studySlug: string,
    chapterSlug: string,
    wish: DeadlineWish
  ): Promise<Result<null>>;
}

export function openWay(tools: DeskTools & StepTools): Way {
  const { db } = tools.store;
  return {
    assessment: async (actor, studySlug, cityId) => {
      const entered = await enterAssessment(db, actor, studySlug, cityId);
      return entered.ok ? ok(await assessmentStanding(tools, actor, entered.value)) : entered;
    },

    countMissing: async (actor, studySlug, cityId, written) => {
      const entered = await enterAssessment(db, actor, studySlug, cityId);
      return entered.ok ? ok(await countMissing(tools, entered.value, written)) : entered;
    },

    takeStep: async (actor, studySlug, cityId, wish) => {
      const before = await enterAssessment(db, actor, studySlug, cityId);
      if (!before.ok) return before;
      // Nothing is read and nothing locked for somebody who could never take it.
      if (!mayEver(before.value, wish.step)) return refuse('forbidden');
      const prepared = await prepareStep(
        tools,
        before.value.study,
        before.value.assessment,
        wish.step,
        actor.userId
      );
      return decide(tools, async (sheet) => {
        await lockAssessment(sheet.trx, before.value.study.id, cityId);
        const now = await asOfNow(sheet.trx, actor);
        const entered = await enterAssessment(sheet.trx, now, studySlug, cityId);
        if (!entered.ok) return entered;
        const { study, assessment } = entered.value;
        if (!mayEver(entered.value, wish.step)) return refuse('forbidden');
        if (wish.version !== assessment.version) return refuse('stale');
        if (targetOf(assessmentWay, assessment.state, wish.step) === undefined) return refuse('wrong-state');
        const ability = abilityForStep[wish.step];
        const acting = ability && actingIn(now, study, assessment, ability);
        if (!ability || !acting) return refuse('forbidden');
        const taken = await takeAssessmentStep(tools, sheet, { study, cityId, acting }, wish, prepared);
        // The log is held by now: a role that was withdrawn while the step waited for its text is no right to it.
        return taken.ok && !actingIn(await asOfNow(sheet.trx, actor), study, assessment, ability)
          ? refuse('forbidden')
          : taken;
      });
    },

    setDeadline: (actor, studySlug, cityId, wish) => moveDeadline(tools, actor, studySlug, cityId, wish),

    deadlines: (actor, studySlug) => listDeadlines(db, actor, studySlug),

    chapter: async (actor, studySlug, chapterSlug) => {
      const entered = await enterChapter(db, actor, studySlug, chapterSlug);
      return entered.ok ? ok(await chapterStanding(tools, actor, entered.value)) : entered;
    },

    takeChapterStep: async (actor, studySlug, chapterSlug, wish) => {
      const before = await enterChapter(db, actor, studySlug, chapterSlug);
      if (!before.ok) return before;
      if (!mayEverOfChapter(before.value, wish.step)) return refuse('forbidden');
      const prepared = await prepareChapterStep(tools, before.value.chapter, wish.step, actor.userId);
      return decide(tools, async (sheet) => {
        const now = await asOfNow(sheet.trx, actor);
        const entered = await enterChapter(sheet.trx, now, studySlug, chapterSlug);
        if (!entered.ok) return entered;
        const { study, chapter } = entered.value;
        if (!mayEverOfChapter(entered.value, wish.step)) return refuse('forbidden');
        if (wish.version !== chapter.version) return refuse('stale');
        if (targetOf(chapterWay, chapter.state, wish.step) === undefined) return refuse('wrong-state');
        const ability = abilityForChapterStep[wish.step];
        const acting = ability && actingInChapter(now, study, chapter, ability);
        if (!ability || !acting) return refuse('forbidden');
        const taken = await takeChapterStep(
          tools,
          sheet,
          { study, slug: chapterSlug, acting },
          wish,
          prepared
        );
        return taken.ok && !actingInChapter(await asOfNow(sheet.trx, actor), study, chapter, ability)
          ? refuse('forbidden')
          : taken;
      });
    },

    setChapterDeadline: (actor, studySlug, chapterSlug, wish) =>
      moveChapterDeadline(tools, actor, studySlug, chapterSlug, wish)
  };
}

/** Whether the person could take the step from any state in which it is one: who could is told that it has moved on, others that it is not theirs. */
function mayEver({ grants, assessment: { cityId } }: EnteredAssessment, step: StepWish['step']): boolean {
  const ability = abilityForStep[step];
  return (
    ability !== null &&
    statesBefore(assessmentWay, step).some((state) =>
      assessmentAbilitiesOf(grants, { cityId, state }).has(ability)
    )
  );
}

function mayEverOfChapter({ grants }: EnteredChapter, step: ChapterWish['step']): boolean {
  const ability = abilityForChapterStep[step];
  return (
    ability !== null &&
    statesBefore(chapterWay, step).some((state) => chapterAbilitiesOf(grants, { state }).has(ability))
  );
}
