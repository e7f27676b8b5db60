/** The messages of `/live`, as JSON text: the server tells what has happened, in the order of the study's event log. */

/** One event as its reader may see it. */
export interface LiveEvent {
  readonly type: 'event';
  readonly study: string;
  /** What to resume behind: greater than of every event before it. */
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly cityId: string | null;
  readonly documentId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The reader's rights or session changed: load again, or sign in again. Or whoever leads a meeting is elsewhere now. */
export interface LiveNotice {
  readonly type: 'rights-changed' | 'session-ended' | 'lead-moved';
}

export type LiveMessage = LiveEvent | LiveNotice;

/** `ws(s)://HOST/live?study={slug}&after={number}` */
export const livePath = '/live';
