/** Says what must be true before a step, and what of it may be waived. */
import type { AnswerFault } from '#rules/answers/answer-faults.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { PairState } from '#rules/pairs/pair-states.ts';
import type { AssessmentStep, ChapterStep } from './workflow.ts';

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

/** In the order in which they would be worked off. `now` is ISO-8601 in UTC. */
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
 * A characteristic without any answer counts as one requirement. Where some of its questions were answered,
 * the others are listed singly; where the city gives an account of the whole instead, that replaces the
 * missing answers.
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
