/** The states an assessment and a chapter pass through, and what each state does to their texts. */

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

export const chapterIsOpen = (state: ChapterState): boolean => state === 'drafting' || state === 'review';

/** Whether the response has been handed in: from then on observers may read it. */
export const isSubmitted = (state: AssessmentState): boolean => state !== 'collecting';
