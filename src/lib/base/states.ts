/** Names the states of an assessment and of a chapter and the kinds of their texts, and says what each state opens. */

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

export const documentKinds = ['response', 'confidential', 'findings', 'chapter'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Checks whether the city's own answers can still be edited. */
export const responseIsOpen = (state: AssessmentState): boolean => state === 'collecting';

/**
 * Checks whether experts can edit the findings. Otherwise the text is frozen, and the generation that the
 * freeze ended is read.
 */
export const findingsAreOpen = (state: AssessmentState): boolean =>
  state === 'drafting' || state === 'internal-review' || state === 'revision';

/**
 * Checks whether the city can be asked for clarifications about single questions, which it may then answer
 * anew: while experts work with its answers.
 */
export const answersMayReopen = (state: AssessmentState): boolean => findingsAreOpen(state);

/**
 * Checks whether others than the city may comment on the version on which the city was consulted: until the
 * text goes to the chairs.
 */
export const outsidersAreHeard = (state: AssessmentState): boolean =>
  state === 'consultation' || state === 'revision';

/**
 * Checks whether levels can be judged, discussed and released: from the submission of the response until the
 * text goes to the chairs.
 */
export const levelsAreOpen = (state: AssessmentState): boolean =>
  isSubmitted(state) && state !== 'approval' && state !== 'approved';

export const chapterIsOpen = (state: ChapterState): boolean => state === 'drafting' || state === 'review';

/** From the submission on observers may read the response. */
export const isSubmitted = (state: AssessmentState): boolean => state !== 'collecting';
