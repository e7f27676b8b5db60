/**
 * The states an assessment and a chapter pass through, what each state does to their texts, and the steps between them: who
 * asks is for `permissions`; what must be true before a step, and what a step needs said, is decided here.
 */
import type { AnswerFault } from './answer-faults.ts';
import type { Locale } from './locale.ts';
import { ok, refuse, type Result } from './refusal.ts';

export const assessmentStates = [
  'collecting',
  'drafting',
  'internal-review',
  'consultation',
  'revision',
  'approval',
  'approved'
] as const;
export type AssessmentState = (typeof assessmentStates)[number];

export const chapterStates = ['drafting', 'review', 'approval', 'approved'] as const;
export type ChapterState = (typeof chapterStates)[number];

export const documentKinds = ['response', 'findings', 'chapter'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Whether the city's own answers can still be edited. */
export const responseIsOpen = (state: AssessmentState): boolean => state === 'collecting';

/** Whether experts can edit the findings: a frozen text is read at the generation that the freeze ended. */
export const findingsAreOpen = (state: AssessmentState): boolean =>
  state === 'drafting' || state === 'internal-review' || state === 'revision';

/** Whether the city can be asked once more about single questions, which it may then answer anew: while experts work with its answers. */
export const answersMayReopen = (state: AssessmentState): boolean => findingsAreOpen(state);

/** Whether others than the city are heard on the version that the city was asked about: until the text goes to the chairs. */
export const outsidersAreHeard = (state: AssessmentState): boolean =>
  state === 'consultation' || state === 'revision';

/** Whether levels are judged, discussed and released: from when the city has answered until the text goes to the chairs. */
export const levelsAreOpen = (state: AssessmentState): boolean =>
  isSubmitted(state) && state !== 'approval' && state !== 'approved';

export const chapterIsOpen = (state: ChapterState): boolean => state === 'drafting' || state === 'review';

/** Whether the response has been handed in: from then on observers may read it. */
export const isSubmitted = (state: AssessmentState): boolean => state !== 'collecting';

/** Steps that people take; `approve` follows from the second signature. */
export const assessmentSteps = [
  'submit',
  'ask-review',
  'open-consultation',
  'close-consultation',
  'ask-approval',
  'approve',
  'return',
  'reopen'
] as const;
export type AssessmentStep = (typeof assessmentSteps)[number];

export const chapterSteps = ['ask-review', 'ask-approval', 'approve', 'return', 'reopen'] as const;
export type ChapterStep = (typeof chapterSteps)[number];

export type Edge<State, Step> = { readonly step: Step; readonly from: State; readonly to: State };

/** The way, forwards and back. There is at most one edge for a step from a state. */
export const assessmentWorkflow: readonly Edge<AssessmentState, AssessmentStep>[] = [
  { step: 'submit', from: 'collecting', to: 'drafting' },
  { step: 'ask-review', from: 'drafting', to: 'internal-review' },
  { step: 'open-consultation', from: 'internal-review', to: 'consultation' },
  { step: 'close-consultation', from: 'consultation', to: 'revision' },
  { step: 'ask-approval', from: 'revision', to: 'approval' },
  { step: 'approve', from: 'approval', to: 'approved' },
  { step: 'return', from: 'drafting', to: 'collecting' },
  { step: 'return', from: 'internal-review', to: 'drafting' },
  { step: 'return', from: 'consultation', to: 'internal-review' },
  { step: 'return', from: 'revision', to: 'internal-review' },
  { step: 'return', from: 'approval', to: 'revision' },
  { step: 'reopen', from: 'approved', to: 'revision' }
];

export const chapterWorkflow: readonly Edge<ChapterState, ChapterStep>[] = [
  { step: 'ask-review', from: 'drafting', to: 'review' },
  { step: 'ask-approval', from: 'review', to: 'approval' },
  { step: 'approve', from: 'approval', to: 'approved' },
  { step: 'return', from: 'review', to: 'drafting' },
  { step: 'return', from: 'approval', to: 'review' },
  { step: 'reopen', from: 'approved', to: 'drafting' }
];

/** Where the step leads from this state; undefined where it is none of this state's. */
export const targetOf = <State, Step>(
  edges: readonly Edge<State, Step>[],
  from: State,
  step: Step
): State | undefined => edges.find((edge) => edge.from === from && edge.step === step)?.to;

/** The states from which the step can be taken. */
export const statesBefore = <State, Step>(edges: readonly Edge<State, Step>[], step: Step): State[] =>
  edges.filter((edge) => edge.step === step).map(({ from }) => from);

/** The step that leads on from a state; null at the end of the way. */
export const forwardFrom = <State, Step>(edges: readonly Edge<State, Step>[], from: State): Step | null =>
  edges.find((edge) => edge.from === from && edge.step !== 'return' && edge.step !== 'reopen')?.step ?? null;

/** What is missing for a step; each names the place where it is done. `section` is a characteristic, or a chapter's one section. */
export type Missing =
  /** The text that the step needs stands in no language. */
  | { readonly kind: 'no-text'; readonly section: string }
  /** It stands in one language only; `language` is the missing one. */
  | { readonly kind: 'no-translation'; readonly section: string; readonly language: Locale }
  /** Both stand, but nobody has said that they say the same, or one has changed since. */
  | { readonly kind: 'stale-translation'; readonly section: string; readonly blocks: number }
  | { readonly kind: 'open-thread'; readonly threadId: string; readonly section: string | null }
  | { readonly kind: 'undecided-comment'; readonly commentId: string; readonly section: string | null }
  /** A question is reopened to the city, and its answer has not come back. */
  | { readonly kind: 'open-clarification'; readonly clarificationId: string; readonly section: string }
  | { readonly kind: 'open-panel'; readonly section: string }
  /** It has closed, and the city has not been given its level to comment on. */
  | { readonly kind: 'unreleased-level'; readonly section: string }
  /** Of a city's answers to single questions. */
  | AnswerFault
  /** The city has neither said that it is done nor has its deadline passed. */
  | { readonly kind: 'consultation-runs'; readonly deadline: string }
  /** Whose signature is still awaited, by side. */
  | { readonly kind: 'no-signature'; readonly sideId: string };

export type MissingKind = Missing['kind'];

/** What may be missing all the same where a reason is given for it. */
const waivable: Readonly<Partial<Record<AssessmentStep | ChapterStep, readonly MissingKind[]>>> = {
  submit: ['no-text', 'no-translation', 'unanswered', 'incomplete-record'],
  'open-consultation': ['no-translation', 'stale-translation', 'open-clarification'],
  'ask-approval': ['open-clarification']
};

export const mayBeWaived = (step: AssessmentStep | ChapterStep, missing: Missing): boolean =>
  waivable[step]?.includes(missing.kind) ?? false;

export interface SectionFacts {
  readonly section: string;
  readonly written: Readonly<Record<Locale, boolean>>;
  /** Blocks of either language that have changed since somebody said that both say the same; all of them where nobody has. */
  readonly staleBlocks: number;
}

export interface StepFacts {
  /** Of the text that the step is about: the response while it is collected, later the findings; a chapter's one section. */
  readonly sections: readonly SectionFacts[];
  readonly openThreads: readonly { readonly id: string; readonly section: string | null }[];
  /** What stands against the answers to single questions, and under which characteristics anything was answered. */
  readonly answers: { readonly faults: readonly AnswerFault[]; readonly begun: ReadonlySet<string> };
  /** Comments of the city, or of others, that have no disposition. */
  readonly undecided: readonly { readonly id: string; readonly section: string | null }[];
  /** Questions that are reopened to the city, each with its characteristic. */
  readonly openClarifications: readonly { readonly id: string; readonly section: string }[];
  /** Characteristics whose scoring panel is not closed. */
  readonly openPanels: readonly string[];
  /** Those whose panel has closed, and whose level has not been released. */
  readonly unreleased: readonly string[];
  readonly consultation: { readonly deadline: string; readonly isDone: boolean } | null;
  /** Sides whose chair has not signed the present version. */
  readonly unsigned: readonly string[];
}

/** What is missing for the step, in the order in which it would be worked off. `now` is ISO-8601 in UTC. */
export function missingFor(step: AssessmentStep | ChapterStep, facts: StepFacts, now: string): Missing[] {
  switch (step) {
    case 'submit':
      return answersMissing(facts);
    case 'ask-review':
      return facts.sections.flatMap((one): Missing[] =>
        isWritten(one) ? [] : [{ kind: 'no-text', section: one.section }]
      );
    case 'open-consultation':
      return [...threadsIn(facts), ...clarificationsIn(facts), ...languagesIn(facts)];
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
        ...facts.openPanels.map((section): Missing => ({ kind: 'open-panel', section })),
        ...facts.unreleased.map((section): Missing => ({ kind: 'unreleased-level', section })),
        ...languagesIn(facts)
      ];
    case 'approve':
      return facts.unsigned.map((sideId): Missing => ({ kind: 'no-signature', sideId }));
    case 'return':
    case 'reopen':
      return [];
  }
}

/**
 * A characteristic under which nothing stands is one thing that is missing. Where questions were answered singly, the others are named
 * singly; where the city gives an account of the whole instead, that stands for what it does not answer.
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

const clarificationsIn = ({ openClarifications }: StepFacts): Missing[] =>
  openClarifications.map(({ id, section }): Missing => ({
    kind: 'open-clarification',
    clarificationId: id,
    section
  }));

function languagesIn({ sections }: StepFacts): Missing[] {
  return sections.flatMap(({ section, written, staleBlocks }): Missing[] => {
    if (!written.en && !written.zh) return [{ kind: 'no-text', section }];
    if (!written.en || !written.zh)
      return [{ kind: 'no-translation', section, language: written.en ? 'zh' : 'en' }];
    return staleBlocks > 0 ? [{ kind: 'stale-translation', section, blocks: staleBlocks }] : [];
  });
}

export interface StepCommand {
  /** Why it goes back, or why something may be missing: in at least one language. Empty where nothing is to be said. */
  readonly reason: Readonly<Record<Locale, string>>;
  /** When the state that follows is to be left, ISO-8601 in UTC; a consultation needs one. */
  readonly deadline?: string | undefined;
}

/** The shortest time that a city is given to comment. */
export const shortestConsultation = 24 * 60 * 60 * 1000;

/** In either language; a reason is some sentences, not a document. */
export const longestReason = 4_000;

/** A post as it stands on a card. */
export const longestPost = 200;

/**
 * Whether the step can be taken now, and where it leads. Refusals: `wrong-state` where it is none of this state's,
 * `requirements-open` with the number of what is missing, `reason-required`, `too-large`, `deadline-required` and `deadline-too-soon`.
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
  const missing = missingFor(step, facts, now);
  const hard = missing.filter((one) => !mayBeWaived(step, one));
  if (hard.length > 0) return refuse('requirements-open', { count: hard.length });
  const needsReason = missing.length > 0 || step === 'return' || step === 'reopen';
  if (needsReason && reason.en.trim() === '' && reason.zh.trim() === '')
    return refuse('reason-required', { field: 'reason' });
  if (reason.en.length > longestReason || reason.zh.length > longestReason)
    return refuse('too-large', { field: 'reason' });
  const fault = faultOf(step, deadline, now);
  return fault ?? ok({ to, waived: missing });
}

function faultOf(
  step: AssessmentStep | ChapterStep,
  deadline: string | undefined,
  now: string
): Result<never> | null {
  const opens = step === 'open-consultation';
  const time = Date.parse(deadline ?? '');
  if (Number.isNaN(time)) return opens ? refuse('deadline-required', { field: 'deadline' }) : null;
  return time - Date.parse(now) < (opens ? shortestConsultation : 1)
    ? refuse('deadline-too-soon', { field: 'deadline' })
    : null;
}
