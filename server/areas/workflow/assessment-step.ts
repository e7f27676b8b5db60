/**
 * Takes one step of an assessment within a command: its texts freeze or open, what it freezes becomes a
 * version, and the event is appended (what it does to consultation and approval is in `step-effects.ts`).
 * People take steps through `workflow.ts`; the submission of a city, the clock and the second signature call
 * it as well.
 */
import { assessmentAbilitiesOf, type Actor } from '#base/permissions.ts';
import type { AssessmentAbility } from '#base/abilities.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { isDeadline, type Deadline } from '#rules/assessments/deadline.ts';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Study } from '#rules/study/study.ts';
import { assessmentWorkflow, targetOf, type AssessmentStep } from '#rules/workflow/workflow.ts';
import { validateStep } from '#rules/workflow/step-command.ts';
import type { StepFacts } from '#rules/workflow/step-conditions.ts';
import { findingsAreOpen, responseIsOpen, type AssessmentState } from '#base/states.ts';
import {
  findAssessment,
  type Assessment,
  type DocumentRow,
  moveAssessment,
  type Milestones,
  loadTexts,
  type Texts
} from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import {
  type VersionSummary,
  saveConfidentialVersion,
  saveVersion,
  type VersionInput
} from '#areas/versions';
import type { CommandContext } from '#server/commands/run-command.ts';
import { endText, openText, type ReadContent } from '#areas/documents';
import { answerFacts } from '#areas/answers';
import { handIn } from '#areas/approval';
import { closeClarifications, moveConsultation, voidApproval } from './step-effects.ts';
import { gatherFacts } from './step-facts.ts';
import { noteStep } from './noted-step.ts';
import {
  type StepTools,
  type PreparedStep,
  stepSubjectOf,
  requiredTextOf,
  openedBy,
  isEnded
} from './step-preparation.ts';

export interface StepInput {
  readonly step: AssessmentStep;
  /** As the person saw it; null where the step follows from another command in the same transaction. */
  readonly version: number | null;
  readonly reason: Bilingual;
  readonly deadline: Deadline | null;
  /** Holds, for a submission, the post of the senior official who confirms to speak for the city. */
  readonly post?: string | undefined;
}

/**
 * Returns the text that a step freezes. Going back to the city does not freeze the findings: no one has a
 * right to them then, and they continue later in the same generation.
 */
const frozenBy = (from: AssessmentState, to: AssessmentState): 'response' | 'findings' | null =>
  responseIsOpen(from) && !responseIsOpen(to)
    ? 'response'
    : findingsAreOpen(from) && !findingsAreOpen(to) && to !== 'collecting'
      ? 'findings'
      : null;

const versionKinds = {
  submit: 'submission',
  'open-consultation': 'consultation',
  'ask-approval': 'approval'
} as const;

/** Returns the event of a request to reopen, or of its end without a reopening. */
export const reopeningEvent = (
  step: 'ask-reopen' | 'keep-approved',
  reopening: StepFacts['reopening'],
  forHearers: { readonly deadline: Deadline | null; readonly slug: string | null }
) =>
  step === 'ask-reopen'
    ? ({ kind: 'reopening.requested', payload: {}, forHearers } as const)
    : ({ kind: reopening === 'own' ? 'reopening.withdrawn' : 'reopening.declined', payload: {} } as const);

/** Names the version that a reviewer saw: later changes are compared with it. */
const reviewedName: Bilingual = { en: 'As reviewed by the other side', zh: '对方审阅版本' };

export interface TakenStep {
  readonly from: AssessmentState;
  readonly to: AssessmentState;
  /** Holds the version that the step froze. */
  readonly version: VersionSummary | null;
}

interface Taking {
  readonly tools: StepTools;
  readonly context: CommandContext;
  readonly study: Study;
  readonly acting: Actor | null;
  readonly assessment: Assessment;
  readonly texts: Texts;
  readonly input: StepInput;
  readonly prepared: PreparedStep;
  readonly from: AssessmentState;
  readonly to: AssessmentState;
}

/**
 * `acting` is the person in the roles that allow it; null is the clock. The command that calls it authorizes,
 * and holds the locks of `locksOfTexts`.
 */
export async function takeAssessmentStep(
  tools: StepTools,
  context: CommandContext,
  {
    study,
    cityId,
    acting
  }: { readonly study: Study; readonly cityId: string; readonly acting: Actor | null },
  input: StepInput,
  prepared: PreparedStep
): Promise<Result<TakenStep>> {
  const { trx, at } = context;
  const found = await findMove(trx, study, cityId, input);
  if (!found.ok) return found;
  const { assessment, from, to } = found.value;
  const texts = await loadTexts(trx, study, assessment.cityId);
  const taking: Taking = { tools, context, study, acting, input, prepared, texts, assessment, from, to };
  const which = frozenBy(from, to);
  const ended = which ? await endText(tools, context, acting, texts[which], prepared.texts) : null;
  if (ended && !ended.ok) return ended;
  const content = ended?.value ?? prepared.read;
  const facts = await factsOf(taking, content);
  const { step, reason, deadline } = input;
  const checked = validateStep(assessmentWorkflow, from, step, facts, { reason, deadline: deadline?.at }, at);
  if (!checked.ok) return checked;
  const frozen = which && ended ? { document: texts[which], content: ended.value } : null;
  const version = await keepContent(taking, frozen, content);
  const opened =
    (await closeClarifications(tools, context, acting, texts.response, to, prepared.texts)) ??
    (await openAgain(tools, context, acting, texts, openedBy(from, to), prepared));
  if (!opened.ok) return opened;
  const move = { from, to, version: assessment.version, at, deadline };
  if (!(await moveAssessment(trx, assessment.id, move, milestonesOf(taking)))) return refuse('stale');
  await noteStep(context, {
    id: tools.newId(),
    study,
    acting,
    documentId: texts.findings.id,
    cityId,
    step,
    from,
    to,
    reason,
    waived: checked.value.waived,
    versionId: version?.id ?? null,
    post: step === 'submit' ? (input.post ?? null) : null
  });
  await context.appendEvent(study.id, acting, eventOf(taking, facts.reopening));
  await moveConsultation(tools, context, { study, acting, findings: texts.findings }, input, version, from);
  await notifyOf(taking);
  return ok({ from, to, version });
}

/** Finds the assessment and where the step leads from its state, which must be as the person saw it. */
async function findMove(
  db: Db,
  study: Study,
  cityId: string,
  { step, version, deadline }: StepInput
): Promise<Result<Pick<Taking, 'assessment' | 'from' | 'to'>>> {
  const assessment = await findAssessment(db, study.id, cityId);
  if (!assessment) return refuse('not-found');
  if (version !== null && version !== assessment.version) return refuse('stale');
  if (deadline && !isDeadline(deadline)) return refuse('invalid', { field: 'deadline' });
  const { state: from } = assessment;
  const to = targetOf(assessmentWorkflow, from, step);
  return to === undefined ? refuse('wrong-state') : ok({ assessment, from, to });
}

async function factsOf(
  { context: { trx }, study, assessment, texts, acting, input: { step } }: Taking,
  content: ReadContent | null
): Promise<StepFacts> {
  const required = requiredTextOf(step);
  const sections = required ? (content?.sections ?? []) : null;
  const answers = required === 'response' ? (content?.answers ?? null) : null;
  return {
    ...(await gatherFacts(trx, stepSubjectOf(study, texts), sections, acting)),
    answers: await answerFacts(trx, study.id, assessment.cityId, answers)
  };
}

/** Stores what is handed in, and the version that the step freezes or that a reviewer saw. */
async function keepContent(
  { tools, context: { trx, at }, study, assessment, texts, acting, input: { step }, prepared }: Taking,
  frozen: { readonly document: DocumentRow; readonly content: ReadContent } | null,
  content: ReadContent | null
): Promise<VersionSummary | null> {
  if (step === 'submit' && content?.answers)
    await handIn(trx, study.id, assessment.cityId, content.answers.cells);
  const inputOf = (kind: VersionInput['kind'], name: Bilingual = { en: '', zh: '' }): VersionInput => ({
    id: tools.newId(),
    kind,
    name,
    userId: acting?.userId ?? null,
    at
  });
  const kind = step in versionKinds ? versionKinds[step as keyof typeof versionKinds] : null;
  const version =
    kind && frozen
      ? await saveVersion(trx, frozen.document, frozen.content, inputOf(kind))
      : step === 'review' && content
        ? await saveVersion(trx, texts.findings, content, inputOf('named', reviewedName))
        : null;
  if (step === 'submit')
    await saveConfidentialVersion(trx, tools, texts.response, inputOf('submission'), prepared.texts);
  return version;
}

/** When the city began, handed in and was accepted: the step sets these or takes them away. */
const milestonesOf = ({ assessment, to, input: { step }, context: { at } }: Taking): Milestones => ({
  ...(step === 'submit' ? { startedAt: assessment.startedAt ?? at, submittedAt: at } : {}),
  ...(step === 'ask-review' && assessment.acceptedAt === null ? { acceptedAt: at } : {}),
  ...(to === 'collecting' ? { submittedAt: null, acceptedAt: null } : {})
});

const eventOf = (
  { assessment: { cityId }, texts, from, to, input: { step, deadline } }: Taking,
  reopening: StepFacts['reopening']
): GatheredEvent => {
  const about = { cityId, documentId: texts.findings.id };
  if (step === 'review')
    return { kind: 'assessment.reviewed', needs: 'comments.internal', payload: {}, ...about };
  if (step === 'ask-reopen' || step === 'keep-approved')
    return {
      ...reopeningEvent(step, reopening, { deadline, slug: null }),
      needs: 'comments.internal',
      ...about
    };
  const payload = { step, from, to };
  return { kind: 'assessment.moved', needs: 'assessment.see', payload, forHearers: { deadline }, ...about };
};

/** Voids what was signed where the text goes back, and moves on who has a text open. */
async function notifyOf({ context, study, acting, texts, input: { step, reason }, from }: Taking) {
  if (step === 'return' && from === 'approval')
    await voidApproval(context, { study, acting, document: texts.findings }, reason);
  for (const document of [texts.response, texts.findings])
    context.signalAfterCommit({ kind: 'document-moved', documentId: document.id });
}

async function openAgain(
  tools: StepTools,
  context: CommandContext,
  acting: Actor | null,
  texts: Texts,
  which: 'response' | 'findings' | null,
  { frozen, texts: before }: PreparedStep
): Promise<Result<null>> {
  const document = which && texts[which];
  if (!document || !(await isEnded(context.trx, document))) return ok(null);
  // The text was frozen or opened by another person in between: the requester must load it again.
  if (frozen?.documentId !== document.id || frozen.generation !== document.generation) return refuse('stale');
  const opened = await openText(tools, context, acting, document, frozen.bytes, { before });
  return opened.ok ? ok(null) : opened;
}

/** Returns the person in the roles that hold the ability over this assessment; undefined where none does. */
export function actingIn(
  actor: Actor,
  study: Pick<Study, 'id'>,
  assessment: Pick<Assessment, 'cityId' | 'state'>,
  ability: AssessmentAbility
): Actor | undefined {
  const grants = actor.grants.filter(
    (grant) => grant.studyId === study.id && assessmentAbilitiesOf([grant], assessment).has(ability)
  );
  return grants.length > 0 ? { ...actor, grants } : undefined;
}
