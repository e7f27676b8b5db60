/**
 * Serves the workflow of an assessment and of a chapter, for people: their status, and the steps themselves.
 */
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  assessmentWorkflow,
  chapterWorkflow,
  statesBefore,
  targetOf,
  type AssessmentState
} from '#domain/workflow.ts';
import { lockAssessment } from '../../store/assessments.ts';
import type { Db } from '../../store/open.ts';
import { listSteps } from '../../store/steps.ts';
import { findUser } from '../../store/users.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import {
  abilityForStep,
  actingIn,
  prepareStep,
  takeAssessmentStep,
  type StepTools,
  type StepInput,
  type TakenStep
} from './assessment-step.ts';
import {
  abilityForChapterStep,
  actingInChapter,
  prepareChapterStep,
  takeChapterStep,
  type ChapterStepInput,
  type TakenChapterStep
} from './chapter-step.ts';
import { withTextsBefore } from './freezing.ts';
import { listDeadlines, type DeadlineSummary } from './deadline-list.ts';
import { moveChapterDeadline, moveDeadline, type DeadlineInput } from './deadlines.ts';
import {
  loadAssessmentStatus,
  loadChapterStatus,
  countMissing,
  type AssessmentWorkflowStatus,
  type ChapterWorkflowStatus
} from './workflow-status.ts';
import { loadTexts } from './subject-texts.ts';
import { checkPassword, type PasswordTools } from './password-check.ts';
import {
  asOfNow,
  authorizeAssessment,
  authorizeChapter,
  type AuthorizedAssessment,
  type AuthorizedChapter
} from './workflow-access.ts';

/**
 * Adds to the input of a step the version that the person saw, and the password where the step needs it again.
 */
type Seen<Input> = Input & { readonly version: number; readonly password?: string | undefined };

/** Lists the steps that undo what chairs signed: like a signature they need the password again. */
const needPassword: ReadonlySet<string> = new Set(['ask-reopen', 'reopen']);

export interface Workflow {
  assessment(actor: Actor, studySlug: string, cityId: string): Promise<Result<AssessmentWorkflowStatus>>;
  /**
   * Counts what is missing for the next step, where that is cheap to compute; for every page of an
   * assessment.
   */
  countMissing(
    actor: Actor,
    studySlug: string,
    cityId: string,
    written: Parameters<typeof countMissing>[2]
  ): Promise<Result<number | null>>;
  takeStep(
    actor: Actor,
    studySlug: string,
    cityId: string,
    input: Seen<StepInput>
  ): Promise<Result<TakenStep>>;
  setDeadline(actor: Actor, studySlug: string, cityId: string, input: DeadlineInput): Promise<Result<null>>;
  /** Lists the deadlines of the whole study, as far as the person sees its parts; the next first. */
  deadlines(actor: Actor, studySlug: string): Promise<Result<DeadlineSummary[]>>;
  chapter(actor: Actor, studySlug: string, chapterSlug: string): Promise<Result<ChapterWorkflowStatus>>;
  takeChapterStep(
    actor: Actor,
    studySlug: string,
    chapterSlug: string,
    input: Seen<ChapterStepInput>
  ): Promise<Result<TakenChapterStep>>;
  setChapterDeadline(
    actor: Actor,
    studySlug: string,
    chapterSlug: string,
    input: DeadlineInput
  ): Promise<Result<null>>;
}

export function openWorkflow(tools: CommandDeps & StepTools & PasswordTools): Workflow {
  const { db } = tools.store;
  /** Checks the password where the step needs it; returns the hash that it was checked against. */
  const passwordFor = async (
    actor: Actor,
    { step, password = '' }: { readonly step: string; readonly password?: string | undefined }
  ): Promise<Result<string | null | undefined>> =>
    needPassword.has(step) ? checkPassword(tools, db, actor, password) : ok(undefined);
  /** Checks, within the command, that the password has not been changed since it was checked. */
  const isStillKnown = async (trx: Db, actor: Actor, known: string | null | undefined): Promise<boolean> =>
    known === undefined || (await findUser(trx, actor.userId))?.passwordHash === known;
  return {
    assessment: async (actor, studySlug, cityId) => {
      const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
      return authorized.ok ? ok(await loadAssessmentStatus(tools, actor, authorized.value)) : authorized;
    },

    countMissing: async (actor, studySlug, cityId, written) => {
      const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
      return authorized.ok ? ok(await countMissing(tools, authorized.value, written)) : authorized;
    },

    takeStep: async (actor, studySlug, cityId, input) => {
      const before = await authorizeAssessment(db, actor, studySlug, cityId);
      if (!before.ok) return before;
      // Nothing is read and nothing locked for a person who could never take it.
      if (!mayEver(before.value, input.step)) return refuse('forbidden');
      const known = await passwordFor(actor, input);
      if (!known.ok) return known;
      const { study: studyBefore, assessment: assessmentBefore } = before.value;
      const prepare = (isLast: boolean) =>
        prepareStep(tools, studyBefore, assessmentBefore, input.step, actor.userId, isLast);
      return withTextsBefore(prepare, (prepared) =>
        runCommand(tools, async (context) => {
          await lockAssessment(context.trx, before.value.study.id, cityId);
          const now = await asOfNow(context.trx, actor);
          const authorized = await authorizeAssessment(context.trx, now, studySlug, cityId);
          if (!authorized.ok) return authorized;
          const { study, assessment } = authorized.value;
          if (!(await isStillKnown(context.trx, actor, known.value))) return refuse('stale');
          if (!mayEver(authorized.value, input.step)) return refuse('forbidden');
          if (input.version !== assessment.version)
            return (await repeatedStep(context.trx, actor, authorized.value, input)) ?? refuse('stale');
          if (targetOf(assessmentWorkflow, assessment.state, input.step) === undefined)
            return refuse('wrong-state');
          const ability = abilityForStep[input.step];
          const acting = ability && actingIn(now, study, assessment, ability);
          if (!ability || !acting) return refuse('forbidden');
          const taken = await takeAssessmentStep(tools, context, { study, cityId, acting }, input, prepared);
          // The log is locked by now: a role that was withdrawn while the step waited for its text gives no
          // right to it.
          return taken.ok && !actingIn(await asOfNow(context.trx, actor), study, assessment, ability)
            ? refuse('forbidden')
            : taken;
        })
      );
    },

    setDeadline: (actor, studySlug, cityId, input) => moveDeadline(tools, actor, studySlug, cityId, input),

    deadlines: (actor, studySlug) => listDeadlines(db, actor, studySlug),

    chapter: async (actor, studySlug, chapterSlug) => {
      const authorized = await authorizeChapter(db, actor, studySlug, chapterSlug);
      return authorized.ok ? ok(await loadChapterStatus(tools, actor, authorized.value)) : authorized;
    },

    takeChapterStep: async (actor, studySlug, chapterSlug, input) => {
      const before = await authorizeChapter(db, actor, studySlug, chapterSlug);
      if (!before.ok) return before;
      if (!mayEverOfChapter(before.value, input.step)) return refuse('forbidden');
      const known = await passwordFor(actor, input);
      if (!known.ok) return known;
      const chapterBefore = before.value.chapter;
      const prepare = (isLast: boolean) =>
        prepareChapterStep(tools, chapterBefore, input.step, actor.userId, isLast);
      return withTextsBefore(prepare, (prepared) =>
        runCommand(tools, async (context) => {
          const now = await asOfNow(context.trx, actor);
          const authorized = await authorizeChapter(context.trx, now, studySlug, chapterSlug);
          if (!authorized.ok) return authorized;
          const { study, chapter } = authorized.value;
          if (!(await isStillKnown(context.trx, actor, known.value))) return refuse('stale');
          if (!mayEverOfChapter(authorized.value, input.step)) return refuse('forbidden');
          if (input.version !== chapter.version) return refuse('stale');
          if (targetOf(chapterWorkflow, chapter.state, input.step) === undefined)
            return refuse('wrong-state');
          const ability = abilityForChapterStep[input.step];
          const acting = ability && actingInChapter(now, study, chapter, ability);
          if (!ability || !acting) return refuse('forbidden');
          const taken = await takeChapterStep(
            tools,
            context,
            { study, slug: chapterSlug, acting },
            input,
            prepared
          );
          return taken.ok && !actingInChapter(await asOfNow(context.trx, actor), study, chapter, ability)
            ? refuse('forbidden')
            : taken;
        })
      );
    },

    setChapterDeadline: (actor, studySlug, chapterSlug, input) =>
      moveChapterDeadline(tools, actor, studySlug, chapterSlug, input)
  };
}

/**
 * Checks whether the person could take the step from any state in which it is one: a person who could is
 * refused because the state has moved on, others because the step is not theirs.
 */
function mayEver({ grants, assessment: { cityId } }: AuthorizedAssessment, step: StepInput['step']): boolean {
  const ability = abilityForStep[step];
  return (
    ability !== null &&
    statesBefore(assessmentWorkflow, step).some((state) =>
      assessmentAbilitiesOf(grants, { cityId, state }).has(ability)
    )
  );
}

function mayEverOfChapter({ grants }: AuthorizedChapter, step: ChapterStepInput['step']): boolean {
  const ability = abilityForChapterStep[step];
  return (
    ability !== null &&
    statesBefore(chapterWorkflow, step).some((state) => chapterAbilitiesOf(grants, { state }).has(ability))
  );
}

/**
 * Answers a step that the same person has just taken from the same version, such as by pressing its button twice: with
 * its result. Undefined where that is not so.
 */
async function repeatedStep(
  trx: Db,
  actor: Actor,
  { study, assessment }: AuthorizedAssessment,
  input: Seen<StepInput>
): Promise<Result<TakenStep> | undefined> {
  if (assessment.version !== input.version + 1) return undefined;
  const { findings } = await loadTexts(trx, study, assessment.cityId);
  const last = (await listSteps(trx, findings.id)).at(-1);
  if (last?.step !== input.step || last.userId !== actor.userId || last.toState !== assessment.state)
    return undefined;
  return ok({ from: last.fromState as AssessmentState, to: assessment.state, version: null });
}
