/**
 * Loads the workflow status of an assessment or a chapter, for a reader: what is missing for the next step,
 * and the steps so far.
 */
import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility, ChapterAbility } from '#base/abilities.ts';
import {
  assessmentWorkflow,
  chapterWorkflow,
  forwardFrom,
  targetOf,
  type AssessmentStep,
  type ChapterStep
} from '#rules/workflow/workflow.ts';
import { mayBeWaived, missingFor, type Missing, type StepFacts } from '#rules/workflow/step-conditions.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { listRapporteurs } from '#areas/people';
import type { Db } from '#server/store/open.ts';
import {
  findReopening,
  findReview,
  type AuthorizedAssessment,
  type AuthorizedChapter,
  loadTexts,
  loadDocument
} from '#areas/assessments';
import { namesOfUsers } from '#server/auth/users.ts';
import { abilityForStep, requiredTextOf, stepSubjectOf, type StepTools } from './step-preparation.ts';
import { abilityForChapterStep, requiresText, stepSubjectOfChapter } from './chapter-step.ts';
import { readContent } from '#areas/documents';
import { answerFacts } from '#areas/answers';
import { gatherFacts, reopeningFor } from './step-facts.ts';
import { type WalkedStep, sightOf, walked } from './walked-steps.ts';

export type MissingItem = Missing & { readonly waivable: boolean };

export interface WorkflowStatus<State, Step, A extends AssessmentAbility | ChapterAbility> {
  readonly state: State;
  readonly since: string | null;
  readonly version: number;
  readonly deadline: Deadline | null;
  readonly abilities: Abilities<A>;
  /** Null at the end. `may` says whether this person may take it. */
  readonly forward: { readonly step: Step; readonly to: State; readonly may: boolean } | null;
  /** Lists what is missing for it, for a person who may take it or works towards it; null for others. */
  readonly missing: readonly MissingItem[] | null;
  /** Names where this person may send it back to; null where they may not. */
  readonly back: { readonly step: Extract<Step, 'return'>; readonly to: State } | null;
  /**
   * Describes, to a chair of what is approved, the request to open it again: null in it where none is open.
   * Null for everyone else.
   */
  readonly reopening: {
    readonly request: {
      readonly isOwn: boolean;
      readonly name: Bilingual | null;
      readonly reason: Bilingual;
      readonly at: string;
    } | null;
  } | null;
  /** Oldest first. */
  readonly steps: readonly WalkedStep[];
}

export type AssessmentWorkflowStatus = WorkflowStatus<AssessmentState, AssessmentStep, AssessmentAbility> & {
  /**
   * Says whether this reader may review the text for the other side, and whether that is done; null outside
   * the review and for those who take no part in it.
   */
  readonly review: { readonly may: boolean; readonly isDone: boolean } | null;
  /** Names who writes for the city, who deputises, and who reviews; null where no one is named. */
  readonly people: Readonly<Record<RapporteurAssignment, Bilingual | null>>;
};
export type ChapterWorkflowStatus = WorkflowStatus<ChapterState, ChapterStep, ChapterAbility>;

type StatusTools = Pick<StepTools, 'store' | 'workers'> & { readonly now: () => Date };

export async function loadAssessmentStatus(
  tools: StatusTools,
  actor: Actor,
  { study, assessment, abilities }: AuthorizedAssessment
): Promise<AssessmentWorkflowStatus> {
  const { db } = tools.store;
  const { state, cityId } = assessment;
  const step = forwardFrom(assessmentWorkflow, state);
  const texts = await loadTexts(db, study, cityId);
  const requiredText = step && requiredTextOf(step);
  const needsMissing = step !== null && learnsMissing(step, abilities);
  const read =
    needsMissing && requiredText
      ? await readContent(db, tools.workers, texts[requiredText], actor.userId)
      : null;
  const facts = needsMissing
    ? {
        ...(await gatherFacts(db, stepSubjectOf(study, texts), read?.sections ?? null)),
        answers: await answerFacts(db, study.id, cityId, read?.answers ?? null)
      }
    : null;
  const {
    lead = null,
    deputy = null,
    reviewer = null
  } = (await listRapporteurs(db, study.id)).get(cityId) ?? {};
  const names = await namesOfUsers(
    db,
    [lead, deputy, reviewer].flatMap((id) => id ?? [])
  );
  const nameOf = (id: string | null): Bilingual | null => names.get(id ?? '') ?? null;
  const ability = step && abilityForStep[step];
  return {
    state,
    since: assessment.stateSince,
    version: assessment.version,
    deadline: assessment.deadline,
    abilities,
    forward: step && {
      step,
      to: onwards(assessmentWorkflow, state, step),
      may: ability !== null && abilities.has(ability)
    },
    missing: missingIn(step, facts, tools.now()),
    back: backOf(state, abilities),
    reopening: abilities.has('assessment.reopen')
      ? await reopeningOf(db, study.id, texts.findings.id, actor)
      : null,
    review:
      state === 'internal-review' && abilities.has('comments.internal')
        ? {
            may: abilities.has('assessment.review'),
            isDone: (await findReview(db, texts.findings.id)) !== undefined
          }
        : null,
    steps: await walked(db, texts.findings.id, (row) => sightOf(row, abilities)),
    people: { lead: nameOf(lead), deputy: nameOf(deputy), reviewer: nameOf(reviewer) }
  };
}

export async function loadChapterStatus(
  tools: StatusTools,
  actor: Actor,
  { study, chapter, abilities }: AuthorizedChapter
): Promise<ChapterWorkflowStatus> {
  const { db } = tools.store;
  const document = await loadDocument(db, chapter.id);
  const step = forwardFrom(chapterWorkflow, chapter.state);
  const isInside = abilities.has('chapter.comments');
  const read = async () =>
    step && requiresText(step)
      ? (await readContent(db, tools.workers, document, actor.userId)).sections
      : null;
  const facts =
    step && isInside ? await gatherFacts(db, stepSubjectOfChapter(study, document), await read()) : null;
  const ability = step && abilityForChapterStep[step];
  return {
    state: chapter.state,
    since: chapter.stateSince,
    version: chapter.version,
    deadline: chapter.deadline,
    abilities,
    forward: step && {
      step,
      to: onwards(chapterWorkflow, chapter.state, step),
      may: ability !== null && abilities.has(ability)
    },
    missing: missingIn(step, facts, tools.now()),
    back: backOfChapter(chapter.state, abilities),
    reopening: abilities.has('chapter.reopen') ? await reopeningOf(db, study.id, chapter.id, actor) : null,
    steps: await walked(db, chapter.id, () => (isInside ? 'all' : 'none'))
  };
}

/**
 * Counts what is missing, as far as it is known without reading the text: whether both languages agree is
 * left out. Null where the reader learns nothing of it, or nothing is known of the text that the step is
 * about.
 */
export async function countMissing(
  tools: StatusTools,
  { study, assessment: { state, cityId }, abilities }: AuthorizedAssessment,
  written: {
    readonly text: 'response' | 'findings';
    readonly sections: ReadonlyMap<string, Readonly<Record<Locale, boolean>>>;
  }
): Promise<number | null> {
  const { db } = tools.store;
  const step = forwardFrom(assessmentWorkflow, state);
  const requiredText = step && requiredTextOf(step);
  if (!step || !learnsMissing(step, abilities) || (requiredText && requiredText !== written.text))
    return null;
  const facts = await gatherFacts(db, stepSubjectOf(study, await loadTexts(db, study, cityId)), null);
  const sections = requiredText
    ? [...written.sections].map(([section, languages]) => ({ section, written: languages, toDo: [] }))
    : [];
  return missingFor(step, { ...facts, sections }, tools.now().toISOString()).length;
}

/** Checks whether the person may take the step or works towards it. */
const learnsMissing = (step: AssessmentStep, abilities: Abilities<AssessmentAbility>): boolean =>
  abilities.has('comments.internal') ||
  (step === 'submit' && abilities.has('response.write')) ||
  (step === 'close-consultation' && abilities.has('consultation.read'));

function missingIn(
  step: AssessmentStep | ChapterStep | null,
  facts: StepFacts | null,
  now: Date
): MissingItem[] | null {
  if (!step || !facts) return null;
  return missingFor(step, facts, now.toISOString()).map((one) => ({
    ...one,
    waivable: mayBeWaived(step, one)
  }));
}

function onwards<State, Step>(
  edges: Parameters<typeof targetOf<State, Step>>[0],
  from: State,
  step: Step
): State {
  const to = targetOf(edges, from, step);
  if (to === undefined) throw new Error('The forward step has no target state');
  return to;
}

function backOf(
  state: AssessmentState,
  abilities: Abilities<AssessmentAbility>
): AssessmentWorkflowStatus['back'] {
  const to = targetOf(assessmentWorkflow, state, 'return');
  return to !== undefined && abilities.has('assessment.return') ? { step: 'return', to } : null;
}

function backOfChapter(
  state: ChapterState,
  abilities: Abilities<ChapterAbility>
): ChapterWorkflowStatus['back'] {
  const to = targetOf(chapterWorkflow, state, 'return');
  return to !== undefined && abilities.has('chapter.return') ? { step: 'return', to } : null;
}

async function reopeningOf(
  db: Db,
  studyId: StudyId,
  documentId: string,
  actor: Actor
): Promise<AssessmentWorkflowStatus['reopening']> {
  const open = await findReopening(db, { studyId, documentId });
  if (!open) return { request: null };
  const { userId, reasonEn, reasonZh, at } = open.request;
  const isOwn = (await reopeningFor(db, { studyId, documentId }, actor)) === 'own';
  const name = (await namesOfUsers(db, userId === null ? [] : [userId])).get(userId ?? '') ?? null;
  return { request: { isOwn, name, reason: { en: reasonEn, zh: reasonZh }, at } };
}
