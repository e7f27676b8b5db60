/** Sets for how many days each kind is stored after it has ended. */
export const retentionDays = {
  /** The history of a text after the end of its generation (ended-generations.ts). */
  history: 90,
  mails: 90,
  invitations: 180,
  quarantine: 180,
  readingMarks: 180,
  externalReviewers: 730
} as const;
