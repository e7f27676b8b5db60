/** Defines what questions and records receive about the threads on them. */
export interface CommentsOnThings {
  readonly countOn: (about: 'question' | 'record', id: string) => number;
  /** Opens the first open thread on it, or a new one. */
  readonly open: (about: 'question' | 'record', id: string, name: string) => void;
  readonly mayBegin: boolean;
}
