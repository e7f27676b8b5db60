/** Defines what a step is taken with, and checks whether it may be taken. */
import { withoutWords } from '#rules/answers/answer-faults.ts';
import { leastTime, shortestConsultation } from '#rules/assessments/deadline.ts';
import type { Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { type Missing, mayBeWaived, type StepFacts, missingFor } from './step-conditions.ts';
import { type AssessmentStep, type ChapterStep, type Edge, targetOf } from './workflow.ts';

export interface StepCommand {
  /**
   * Explains why the text goes back, or why something may be missing: in at least one language. It is empty
   * where no reason is needed.
   */
  readonly reason: Readonly<Record<Locale, string>>;
  /** Holds the deadline of the next state, ISO-8601 in UTC; a consultation needs one. */
  readonly deadline?: string | undefined;
}

/** Limits a reason, in either language, to some sentences. */
export const longestReason = 4_000;

/** Limits the job title that a card shows. */
export const longestPost = 200;

/**
 * Checks whether the step can be taken now, and where it leads. Refusals: `wrong-state` where the step does
 * not exist in this state, `requirements-open` with the number of open requirements, `reason-required`,
 * `too-large`, `deadline-required` and `deadline-too-soon`; of a reopening `conflict` where one is requested
 * already, and `consent-required` where the other side has not requested it.
 */
export function validateStep<State, Step extends AssessmentStep | ChapterStep>(
  edges: readonly Edge<State, Step>[],
  from: State,
  step: Step,
  facts: StepFacts,
  { reason, deadline }: StepCommand,
  now: string
): Result<{ readonly to: State; readonly waived: readonly Missing[] }> {
  const to = targetOf(edges, from, step);
  if (to === undefined) return refuse('wrong-state');
  const reopening = faultOfReopening(step, facts);
  if (reopening) return reopening;
  const missing = missingFor(step, facts, now);
  const hard = missing.filter((one) => !mayBeWaived(step, one));
  if (hard.length > 0) return refuse('requirements-open', { count: hard.length });
  const needsReason = missing.length > 0 || step === 'return' || step === 'ask-reopen';
  if (needsReason && reason.en.trim() === '' && reason.zh.trim() === '')
    return refuse('reason-required', { field: 'reason' });
  if (reason.en.length > longestReason || reason.zh.length > longestReason)
    return refuse('too-large', { field: 'reason' });
  const fault = faultOf(step, deadline, now);
  return fault ?? ok({ to, waived: missing.map(withoutWords) });
}

function faultOfReopening(
  step: AssessmentStep | ChapterStep,
  { reopening }: StepFacts
): Result<never> | null {
  if (step === 'ask-reopen' && reopening !== 'none') return refuse('conflict');
  if (step === 'reopen' && reopening !== 'other') return refuse('consent-required');
  return step === 'keep-approved' && reopening === 'none' ? refuse('wrong-state') : null;
}

function faultOf(
  step: AssessmentStep | ChapterStep,
  deadline: string | undefined,
  now: string
): Result<never> | null {
  const opens = step === 'open-consultation';
  const time = Date.parse(deadline ?? '');
  if (Number.isNaN(time)) return opens ? refuse('deadline-required', { field: 'deadline' }) : null;
  const least = opens ? shortestConsultation : 1;
  return time - Date.parse(now) < least
    ? refuse('deadline-too-soon', { field: 'deadline', ...leastTime(least) })
    : null;
}
