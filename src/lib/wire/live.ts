/**
 * Defines the messages of `/live`, as JSON text: the server sends what has happened, in the order of the
 * study's event log.
 */

/** Describes one event as its reader may see it. */
export interface LiveEvent {
  readonly type: 'event';
  readonly study: string;
  /** The number to resume behind: greater than that of every event before it. */
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly cityId: string | null;
  readonly documentId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * The reader's rights or session changed (load again, or sign in again), or the user who leads a meeting is on another
 * page now.
 */
export interface LiveNotice {
  readonly type: 'rights-changed' | 'session-ended' | 'lead-moved';
}

export type LiveMessage = LiveEvent | LiveNotice;

/** Names the path of the stream of a study's events: `ws(s)://HOST/live?study={slug}&after={number}`. */
export const livePath = '/live';
