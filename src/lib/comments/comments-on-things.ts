/** What questions and records are told of the threads on them. */
export interface CommentsOnThings {
  readonly countOn: (about: 'question' | 'record', id: string) => number;
  /** The first open thread on it, or a new one. */
  readonly open: (about: 'question' | 'record', id: string, name: string) => void;
  readonly mayBegin: boolean;
}
