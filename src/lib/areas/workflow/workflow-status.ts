/** Defines what the workflow pages receive, of an assessment or a chapter alike. */
import type { Deadline } from '#rules/assessments/deadline.ts';
import type { Bilingual } from '#base/locale.ts';
import type { AssessmentStep, ChapterStep } from '#rules/workflow/workflow.ts';
import type { Missing } from '#rules/workflow/step-conditions.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { anyStateLabel } from '#lib/i18n/study-labels.ts';
import { m } from '#lib/paraglide/messages.js';

export type State = AssessmentState | ChapterState;
export type Step = AssessmentStep | ChapterStep;

export interface TakenStep {
  readonly id: string;
  readonly step: Step;
  readonly fromState: State;
  readonly toState: State;
  readonly reason: Bilingual;
  readonly waived: readonly Missing[];
  readonly versionId: string | null;
  /** Null where a scheduled job took the step. */
  readonly userId: string | null;
  readonly name: Bilingual | null;
  readonly role: string | null;
  /** Holds the official position of the user who submitted; for a submission only. */
  readonly post?: string | null;
  readonly at: string;
}

/** Maps a state to when it was last reached; it may have been left backwards since. An act within a state reaches none. */
export const reachedStates = (
  steps: readonly Pick<TakenStep, 'fromState' | 'toState' | 'at'>[]
): ReadonlyMap<State, string> =>
  new Map(
    steps.filter(({ fromState, toState }) => fromState !== toState).map(({ toState, at }) => [toState, at])
  );

export interface WorkflowStatus {
  readonly state: State;
  readonly since: string | null;
  readonly version: number;
  readonly deadline: Deadline | null;
  readonly forward: { readonly step: Step; readonly to: State; readonly may: boolean } | null;
  readonly missing: readonly (Missing & { readonly waivable: boolean })[] | null;
  readonly back: { readonly step: 'return'; readonly to: State } | null;
  /** Describes, to a chair of what is approved, the request to open it again; null for everyone else. */
  readonly reopening: {
    readonly request: {
      readonly isOwn: boolean;
      readonly name: Bilingual | null;
      readonly reason: Bilingual;
      readonly at: string;
    } | null;
  } | null;
  /**
   * Says whether this reader may review the text for the other side, and whether it is reviewed; null in
   * states without a review.
   */
  readonly review?: { readonly may: boolean; readonly isDone: boolean } | null;
  readonly steps: readonly TakenStep[];
}

/** Holds what was typed into the form of a step (or of the deadline) that was refused. */
export type Typed = Readonly<Record<string, string>> | null;

export interface ZoneChoice {
  readonly value: string;
  readonly label: string;
}

export function stepLabel(step: Step, to: State): string {
  switch (step) {
    case 'submit':
      return m.workflow_step_submit();
    case 'ask-review':
      return m.workflow_step_ask_review();
    case 'review':
      return m.workflow_step_review();
    case 'open-consultation':
      return m.workflow_step_open_consultation();
    case 'close-consultation':
      return m.workflow_step_close_consultation();
    case 'ask-approval':
      return m.workflow_step_ask_approval();
    case 'approve':
      return m.workflow_step_approve();
    case 'return':
      return m.workflow_step_return({ state: anyStateLabel(to) });
    case 'ask-reopen':
      return m.workflow_step_ask_reopen();
    case 'keep-approved':
      return m.workflow_step_keep_approved();
    case 'reopen':
      return m.workflow_step_reopen();
  }
}

/** Returns what the next step forward does, and who takes it where the reader may not. */
export function forwardTexts(
  step: Step,
  kind: 'assessment' | 'chapter'
): { readonly does: string; readonly taker: string | null } {
  const isChapter = kind === 'chapter';
  const steers = isChapter ? m.workflow_taker_steer_chapter() : m.workflow_taker_steer();
  switch (step) {
    case 'submit':
      return { does: m.workflow_does_submit(), taker: m.workflow_taker_submit() };
    case 'ask-review':
      return {
        does: isChapter ? m.workflow_does_ask_review_chapter() : m.workflow_does_ask_review(),
        taker: steers
      };
    case 'open-consultation':
      return { does: m.workflow_does_open_consultation(), taker: steers };
    case 'ask-approval':
      return { does: m.workflow_does_ask_approval(), taker: steers };
    case 'close-consultation':
      return { does: m.workflow_does_close_consultation(), taker: null };
    case 'review':
    case 'approve':
    case 'return':
    case 'ask-reopen':
    case 'keep-approved':
    case 'reopen':
      return { does: m.workflow_does_approve(), taker: null };
  }
}

export function backText(from: State, to: State): string {
  if (from === 'approval') return m.workflow_back_approval();
  if (from === 'consultation') return m.workflow_back_called_off();
  if (to === 'collecting') return m.workflow_back_collecting();
  return to === 'drafting' ? m.workflow_back_drafting() : m.workflow_back_review();
}
