/**
 * Defines the steps of an assessment and of a chapter from state to state. `permissions` decides who may take a
 * step; this module decides what must be true before a step, and which inputs it requires.
 */
import { withoutWords, type AnswerFault } from '#rules/answers/answer-faults.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { leastTime, shortestConsultation } from '#rules/assessments/deadline.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { PairState } from '#rules/pairs/pair-states.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

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
 * Lists the edges of the workflow, forwards and back. There is at most one edge for a step from a state. A
 * review leaves the state as it is: the reviewer of the other side states that the text can go on. What both
 * chairs approved is reopened by both: one requests it, the other consents by reopening; until then the one
 * may withdraw the request, and the other decline it, and it stays approved.
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

/** Returns the state to which the step leads; undefined where the step does not exist in this state. */
export const targetOf = <State, Step>(
  edges: readonly Edge<State, Step>[],
  from: State,
  step: Step
): State | undefined => edges.find((edge) => edge.from === from && edge.step === step)?.to;

/** Lists the states from which the step can be taken. */
export const statesBefore = <State, Step>(edges: readonly Edge<State, Step>[], step: Step): State[] =>
  edges.filter((edge) => edge.step === step).map(({ from }) => from);

/** Returns the step that leads forward from a state; null at the end of the workflow. */
export const forwardFrom = <State, Step>(edges: readonly Edge<State, Step>[], from: State): Step | null =>
  edges.find(
    (edge) => edge.from === from && edge.to !== from && edge.step !== 'return' && edge.step !== 'reopen'
  )?.step ?? null;

/**
 * Describes one open requirement of a step, with the location where it is met. `section` is a characteristic,
 * or a chapter's one section.
 */
export type Missing =
  /** The text that the step needs is missing in both languages. */
  | { readonly kind: 'no-text'; readonly section: string }
  /** The text exists in one language only; `language` is the missing one. */
  | { readonly kind: 'no-translation'; readonly section: string; readonly language: Locale }
  /**
   * Both texts exist, but of some pairs a side is missing, no one has confirmed them, or one side has changed
   * since. `blocks` counts these pairs; the first of them are named.
   */
  | {
      readonly kind: 'stale-translation';
      readonly section: string;
      readonly blocks: number;
      readonly passages?: readonly PairToDo[];
    }
  /** The reviewer of the other side has not reviewed the text since it came to the review. */
  | { readonly kind: 'no-review' }
  /** The section has changed since the reviewer of the other side reviewed the text. */
  | { readonly kind: 'changed-since-review'; readonly section: string }
  | { readonly kind: 'open-thread'; readonly threadId: string; readonly section: string | null }
  | { readonly kind: 'undecided-comment'; readonly commentId: string; readonly section: string | null }
  /** A question is reopened to the city, and the city has not returned its answer. */
  | { readonly kind: 'open-clarification'; readonly clarificationId: string; readonly section: string }
  | { readonly kind: 'open-panel'; readonly section: string }
  /** The panel has closed, and its level has not been released to the city for comment. */
  | { readonly kind: 'unreleased-level'; readonly section: string }
  /** An answer to a single question has a fault. */
  | AnswerFault
  /** The city has not finished its comments, and its deadline has not passed. */
  | { readonly kind: 'consultation-runs'; readonly deadline: string }
  /** A signature is still missing, by side. */
  | { readonly kind: 'no-signature'; readonly sideId: string };

export type MissingKind = Missing['kind'];

/** Lists the requirements that a step may skip where a reason is given. */
const waivable: Readonly<Partial<Record<AssessmentStep | ChapterStep, readonly MissingKind[]>>> = {
  submit: ['no-text', 'no-translation', 'unanswered', 'incomplete-record', 'incomplete-value'],
  'open-consultation': [
    'no-translation',
    'stale-translation',
    'open-clarification',
    'changed-since-review',
    'open-panel',
    'unreleased-level'
  ],
  'ask-approval': ['open-clarification']
};

export const mayBeWaived = (step: AssessmentStep | ChapterStep, missing: Missing): boolean =>
  waivable[step]?.includes(missing.kind) ?? false;

/** Names a pair of passages that is to do by its state and the beginning of its words in each language. */
export interface PairToDo {
  readonly key: string;
  readonly state: PairState;
  readonly words: Bilingual;
}

/** Limits the pairs that one requirement names. */
const mostPassagesNamed = 5;

export interface SectionFacts {
  readonly section: string;
  readonly written: Readonly<Record<Locale, boolean>>;
  /**
   * Lists the pairs of which nobody has said that both sides say the same as they are now, and which no note
   * settles.
   */
  readonly toDo: readonly PairToDo[];
}

export interface StepFacts {
  /**
   * Lists the sections of the text that the step is about: the response while it is collected, later the
   * findings; a chapter's one section.
   */
  readonly sections: readonly SectionFacts[];
  readonly openThreads: readonly { readonly id: string; readonly section: string | null }[];
  /**
   * Holds the faults of the answers to single questions, and the characteristics under which anything was
   * answered.
   */
  readonly answers: { readonly faults: readonly AnswerFault[]; readonly begun: ReadonlySet<string> };
  /** Lists the comments of the city, or of others, that have no disposition. */
  readonly undecided: readonly { readonly id: string; readonly section: string | null }[];
  /** Lists the questions that are reopened to the city, each with its characteristic. */
  readonly openClarifications: readonly { readonly id: string; readonly section: string }[];
  /** Lists the characteristics whose scoring panel is not closed. */
  readonly openPanels: readonly string[];
  /** Lists the characteristics whose panel has closed, and whose level has not been released. */
  readonly unreleased: readonly string[];
  readonly consultation: { readonly deadline: string; readonly isDone: boolean } | null;
  /**
   * Lists the sections that have changed since the reviewer of the other side reviewed the text; null where
   * that has not been done since it came to the review.
   */
  readonly changedSinceReview: readonly string[] | null;
  /** Says whose request to reopen is open: the acting chair's own side's, the other side's, or none. */
  readonly reopening: 'none' | 'own' | 'other';
  /** Lists the sides whose chair has not signed the present version. */
  readonly unsigned: readonly string[];
}

/**
 * Lists the open requirements of the step, in the order in which they would be worked off. `now` is ISO-8601
 * in UTC.
 */
export function missingFor(step: AssessmentStep | ChapterStep, facts: StepFacts, now: string): Missing[] {
  switch (step) {
    case 'submit':
      return answersMissing(facts);
    case 'ask-review':
      return facts.sections.flatMap((one): Missing[] =>
        isWritten(one) ? [] : [{ kind: 'no-text', section: one.section }]
      );
    case 'open-consultation':
      return [
        ...threadsIn(facts),
        ...reviewIn(facts),
        ...clarificationsIn(facts),
        ...panelsIn(facts),
        ...languagesIn(facts)
      ];
    case 'close-consultation': {
      const { consultation } = facts;
      if (!consultation || consultation.isDone || consultation.deadline <= now) return [];
      return [{ kind: 'consultation-runs', deadline: consultation.deadline }];
    }
    case 'ask-approval':
      return [
        ...threadsIn(facts),
        ...clarificationsIn(facts),
        ...facts.undecided.map(({ id, section }): Missing => ({
          kind: 'undecided-comment',
          commentId: id,
          section
        })),
        ...panelsIn(facts),
        ...languagesIn(facts)
      ];
    case 'approve':
      return facts.unsigned.map((sideId): Missing => ({ kind: 'no-signature', sideId }));
    case 'review':
    case 'return':
    case 'ask-reopen':
    case 'keep-approved':
    case 'reopen':
      return [];
  }
}

/**
 * Lists what is missing in the answers. A characteristic without any answer counts as one requirement. Where
 * some of its questions were answered, the others are listed singly; where the city gives an account of the
 * whole instead, that replaces the missing answers.
 */
function answersMissing({ sections, answers: { faults, begun } }: StepFacts): Missing[] {
  const accounted = new Set(sections.filter(isWritten).map(({ section }) => section));
  const empty = sections.filter(({ section }) => !accounted.has(section) && !begun.has(section));
  return [
    ...empty.map(({ section }): Missing => ({ kind: 'no-text', section })),
    ...faults.filter(
      ({ kind, section }) => kind !== 'unanswered' || (begun.has(section) && !accounted.has(section))
    )
  ];
}

const isWritten = ({ written }: SectionFacts): boolean => written.en || written.zh;

const threadsIn = ({ openThreads }: StepFacts): Missing[] =>
  openThreads.map(({ id, section }): Missing => ({ kind: 'open-thread', threadId: id, section }));

const reviewIn = ({ changedSinceReview }: StepFacts): Missing[] =>
  changedSinceReview === null
    ? [{ kind: 'no-review' }]
    : changedSinceReview.map((section): Missing => ({ kind: 'changed-since-review', section }));

const panelsIn = ({ openPanels, unreleased }: StepFacts): Missing[] => [
  ...openPanels.map((section): Missing => ({ kind: 'open-panel', section })),
  ...unreleased.map((section): Missing => ({ kind: 'unreleased-level', section }))
];

const clarificationsIn = ({ openClarifications }: StepFacts): Missing[] =>
  openClarifications.map(({ id, section }): Missing => ({
    kind: 'open-clarification',
    clarificationId: id,
    section
  }));

function languagesIn({ sections }: StepFacts): Missing[] {
  return sections.flatMap(({ section, written, toDo }): Missing[] => {
    if (!written.en && !written.zh) return [{ kind: 'no-text', section }];
    if (!written.en || !written.zh)
      return [{ kind: 'no-translation', section, language: written.en ? 'zh' : 'en' }];
    return toDo.length > 0
      ? [
          {
            kind: 'stale-translation',
            section,
            blocks: toDo.length,
            passages: toDo.slice(0, mostPassagesNamed)
          }
        ]
      : [];
  });
}

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
