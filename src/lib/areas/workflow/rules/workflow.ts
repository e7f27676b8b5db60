/**
 * Defines the steps of an assessment and of a chapter from state to state. `permissions` decides who may take a
 * step, `step-conditions` what must be true before it, `step-command` which inputs it requires.
 */
import type { AssessmentState, ChapterState } from '#base/states.ts';

/** Lists the steps that people take; `approve` follows from the second signature. */
export const assessmentSteps = [
  'submit',
  'ask-review',
  'review',
  'open-consultation',
  'close-consultation',
  'ask-approval',
  'approve',
  'return',
  'ask-reopen',
  'keep-approved',
  'reopen'
] as const;
export type AssessmentStep = (typeof assessmentSteps)[number];

export const chapterSteps = [
  'ask-review',
  'ask-approval',
  'approve',
  'return',
  'ask-reopen',
  'keep-approved',
  'reopen'
] as const;
export type ChapterStep = (typeof chapterSteps)[number];

export type Edge<State, Step> = { readonly step: Step; readonly from: State; readonly to: State };

/**
 * There is at most one edge for a step from a state. A review leaves the state as it is: the reviewer of the
 * other side states that the text can go on. What both chairs approved is reopened by both: one requests it,
 * the other consents by reopening; until then the one may withdraw the request, and the other decline it, and
 * it stays approved.
 */
export const assessmentWorkflow: readonly Edge<AssessmentState, AssessmentStep>[] = [
  { step: 'submit', from: 'collecting', to: 'drafting' },
  { step: 'ask-review', from: 'drafting', to: 'internal-review' },
  { step: 'review', from: 'internal-review', to: 'internal-review' },
  { step: 'open-consultation', from: 'internal-review', to: 'consultation' },
  { step: 'close-consultation', from: 'consultation', to: 'revision' },
  { step: 'ask-approval', from: 'revision', to: 'approval' },
  { step: 'approve', from: 'approval', to: 'approved' },
  { step: 'return', from: 'drafting', to: 'collecting' },
  { step: 'return', from: 'internal-review', to: 'drafting' },
  { step: 'return', from: 'consultation', to: 'internal-review' },
  { step: 'return', from: 'revision', to: 'internal-review' },
  { step: 'return', from: 'approval', to: 'revision' },
  { step: 'ask-reopen', from: 'approved', to: 'approved' },
  { step: 'keep-approved', from: 'approved', to: 'approved' },
  { step: 'reopen', from: 'approved', to: 'revision' }
];

export const chapterWorkflow: readonly Edge<ChapterState, ChapterStep>[] = [
  { step: 'ask-review', from: 'drafting', to: 'review' },
  { step: 'ask-approval', from: 'review', to: 'approval' },
  { step: 'approve', from: 'approval', to: 'approved' },
  { step: 'return', from: 'review', to: 'drafting' },
  { step: 'return', from: 'approval', to: 'review' },
  { step: 'ask-reopen', from: 'approved', to: 'approved' },
  { step: 'keep-approved', from: 'approved', to: 'approved' },
  { step: 'reopen', from: 'approved', to: 'drafting' }
];

/** Undefined where the step does not exist in this state. */
export const targetOf = <State, Step>(
  edges: readonly Edge<State, Step>[],
  from: State,
  step: Step
): State | undefined => edges.find((edge) => edge.from === from && edge.step === step)?.to;

export const statesBefore = <State, Step>(edges: readonly Edge<State, Step>[], step: Step): State[] =>
  edges.filter((edge) => edge.step === step).map(({ from }) => from);

/** Null at the end of the workflow. */
export const forwardFrom = <State, Step>(edges: readonly Edge<State, Step>[], from: State): Step | null =>
  edges.find(
    (edge) => edge.from === from && edge.to !== from && edge.step !== 'return' && edge.step !== 'reopen'
  )?.step ?? null;
