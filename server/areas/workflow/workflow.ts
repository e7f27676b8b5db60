/**
 * Serves the workflow of an assessment and of a chapter, for people: their status, and the steps themselves.
 */
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Actor, type Grant } from '#base/permissions.ts';
import { assessmentWorkflow, chapterWorkflow, statesBefore, targetOf } from '#rules/workflow/workflow.ts';
import type { AssessmentState } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import {
  listSteps,
  assessmentInAnyState,
  assessmentSubject,
  authorizedIn,
  authorizedInChapter,
  chapterInAnyState,
  chapterSubject,
  locksOfTexts,
  type LoadedAssessment,
  loadTexts
} from '#areas/assessments';
import { findUser } from '#server/auth/users.ts';
import { actingIn, takeAssessmentStep, type StepInput, type TakenStep } from './assessment-step.ts';
import { abilityForStep, prepareStep, type StepTools } from './step-preparation.ts';
import {
  abilityForChapterStep,
  actingInChapter,
  prepareChapterStep,
  takeChapterStep,
  type ChapterStepInput
} from './chapter-step.ts';
import { listDeadlines } from './deadline-list.ts';
import { moveChapterDeadline, moveDeadline } from './deadlines.ts';
import { checkPassword, type PasswordTools } from '#server/auth/password-check.ts';
import { countMissing, loadAssessmentStatus, loadChapterStatus } from './workflow-status.ts';

type WorkflowTools = CommandDeps & StepTools & PasswordTools;

const command = commandsOf<WorkflowTools>();
const read = readsOf<WorkflowTools>();

/**
 * Adds to the input of a step the version that the person saw, and the password where the step needs it again.
 */
type Seen<Input> = Input & { readonly version: number; readonly password?: string | undefined };

/** Lists the steps that undo what chairs signed: like a signature they need the password again. */
const needPassword: ReadonlySet<string> = new Set(['ask-reopen', 'reopen']);

/** Holds the hash that a password was checked against; undefined where the step needs none. */
type KnownPassword = string | null | undefined;

const passwordFor = async (
  { deps, db, actor }: { readonly deps: WorkflowTools; readonly db: Db; readonly actor: Actor },
  { step, password = '' }: { readonly step: string; readonly password?: string | undefined }
): Promise<KnownPassword> =>
  needPassword.has(step) ? take(await checkPassword(deps, db, actor, password)) : undefined;

/** Checks, within the command, that the password has not been changed since it was checked. */
const isStillKnown = async (trx: Db, actor: Actor, known: KnownPassword): Promise<boolean> =>
  known === undefined || (await findUser(trx, actor.userId))?.passwordHash === known;

const assessmentStatus = read({ name: 'workflow.assessment', subject: assessmentSubject }, (reading) =>
  loadAssessmentStatus(reading.deps, reading.actor, authorizedIn(reading))
);

/** Counts what is missing for the next step, where that is cheap to compute; for every page of an assessment. */
const missingOf = read(
  { name: 'workflow.count-missing', subject: assessmentSubject },
  (reading, written: Parameters<typeof countMissing>[2]) =>
    countMissing(reading.deps, authorizedIn(reading), written)
);

const chapterStatus = read({ name: 'workflow.chapter', subject: chapterSubject }, (reading) =>
  loadChapterStatus(reading.deps, reading.actor, authorizedInChapter(reading))
);

const takeStep = command(
  {
    name: 'workflow.take-step',
    subject: assessmentInAnyState,
    needs: [
      'assessment.submit',
      'assessment.steer',
      'assessment.review',
      'assessment.return',
      'assessment.reopen'
    ],
    locks: (about, _input: Seen<StepInput>) => locksOfTexts(about),
    prepare: async (preparation, input: Seen<StepInput>) => {
      const {
        deps,
        actor,
        grants,
        isLast,
        subject: { study, assessment }
      } = preparation;
      // Nothing is read and nothing locked for a person who could never take it.
      if (!mayEver(grants, assessment.cityId, input.step)) throw refused('forbidden');
      const known = await passwordFor(preparation, input);
      return { known, step: await prepareStep(deps, study, assessment, input.step, actor.userId, isLast) };
    }
  },
  async (decision, input: Seen<StepInput>): Promise<TakenStep> => {
    const { trx, deps, actor, grants, subject, prepared } = decision;
    const { study, assessment } = subject;
    const { cityId } = assessment;
    if (!(await isStillKnown(trx, actor, prepared.known))) throw refused('stale');
    if (!mayEver(grants, cityId, input.step)) throw refused('forbidden');
    if (input.version !== assessment.version) return repeatedStep(trx, actor, subject, input);
    if (targetOf(assessmentWorkflow, assessment.state, input.step) === undefined)
      throw refused('wrong-state');
    const ability = abilityForStep[input.step];
    const acting = ability && actingIn(actor, study, assessment, ability);
    if (!acting) throw refused('forbidden');
    return take(await takeAssessmentStep(deps, decision, { study, cityId, acting }, input, prepared.step));
  }
);

const takeStepOfChapter = command(
  {
    name: 'workflow.take-chapter-step',
    subject: chapterInAnyState,
    needs: ['chapter.steer', 'chapter.return', 'chapter.reopen'],
    locks: ['document'],
    prepare: async (preparation, input: Seen<ChapterStepInput>) => {
      const { deps, actor, grants, isLast, subject } = preparation;
      if (!mayEverOfChapter(grants, input.step)) throw refused('forbidden');
      const known = await passwordFor(preparation, input);
      return {
        known,
        step: await prepareChapterStep(deps, subject.chapter, input.step, actor.userId, isLast)
      };
    }
  },
  async (decision, input: Seen<ChapterStepInput>) => {
    const {
      trx,
      deps,
      actor,
      grants,
      prepared,
      subject: { study, chapter }
    } = decision;
    if (!(await isStillKnown(trx, actor, prepared.known))) throw refused('stale');
    if (!mayEverOfChapter(grants, input.step)) throw refused('forbidden');
    if (input.version !== chapter.version) throw refused('stale');
    if (targetOf(chapterWorkflow, chapter.state, input.step) === undefined) throw refused('wrong-state');
    const ability = abilityForChapterStep[input.step];
    const acting = ability && actingInChapter(actor, study, chapter, ability);
    if (!acting) throw refused('forbidden');
    const where = { study, slug: chapter.slug, acting };
    return take(await takeChapterStep(deps, decision, where, input, prepared.step));
  }
);

export type Workflow = ReturnType<typeof createWorkflow>;

export const createWorkflow = (tools: WorkflowTools) =>
  bind(tools, {
    assessment: assessmentStatus,
    countMissing: missingOf,
    takeStep,
    setDeadline: moveDeadline,
    chapter: chapterStatus,
    takeChapterStep: takeStepOfChapter,
    setChapterDeadline: moveChapterDeadline,
    deadlines: listDeadlines
  });

/**
 * Checks whether the person could take the step from any state in which it is one: a person who could is
 * refused because the state has moved on, others because the step is not theirs.
 */
function mayEver(
  grants: readonly Grant[],
  cityId: LoadedAssessment['assessment']['cityId'],
  step: StepInput['step']
): boolean {
  const ability = abilityForStep[step];
  return (
    ability !== null &&
    statesBefore(assessmentWorkflow, step).some((state) =>
      assessmentAbilitiesOf(grants, { cityId, state }).has(ability)
    )
  );
}

function mayEverOfChapter(grants: readonly Grant[], step: ChapterStepInput['step']): boolean {
  const ability = abilityForChapterStep[step];
  return (
    ability !== null &&
    statesBefore(chapterWorkflow, step).some((state) => chapterAbilitiesOf(grants, { state }).has(ability))
  );
}

/**
 * Answers a step that the same person has just taken from the same version, such as by pressing its button twice: with
 * its result; `stale` where that is not so.
 */
async function repeatedStep(
  trx: Db,
  actor: Actor,
  { study, assessment }: LoadedAssessment,
  input: Seen<StepInput>
): Promise<TakenStep> {
  if (assessment.version !== input.version + 1) throw refused('stale');
  const { findings } = await loadTexts(trx, study, assessment.cityId);
  const last = (await listSteps(trx, findings.id)).at(-1);
  if (last?.step !== input.step || last.userId !== actor.userId || last.toState !== assessment.state)
    throw refused('stale');
  return { from: last.fromState as AssessmentState, to: assessment.state, version: null };
}
