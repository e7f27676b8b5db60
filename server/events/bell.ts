/**
 * Tells the house, after a commit, that something happened: open sockets are judged again, live pages are told. A ring may
 * come twice, and may be missed by a process that died; every listener therefore re-reads the facts and never trusts the ring.
 */
import type { EventTable } from '../store/schema.ts';

export type Ring =
  | { readonly type: 'event'; readonly event: EventTable }
  /** Grants, suspension or administrator's right of a person changed. */
  | { readonly type: 'rights-changed'; readonly userId: string }
  /** One session ended; `sessionId` is the stored hash. */
  | { readonly type: 'session-ended'; readonly sessionId: string }
  | { readonly type: 'sessions-ended'; readonly userId: string; readonly exceptSessionId?: string }
  /** A document froze, reopened or its assessment's state changed. */
  | { readonly type: 'document-moved'; readonly documentId: string }
  /** Whoever leads the study's meeting has gone to another page, or leads no more. */
  | { readonly type: 'lead-moved'; readonly studyId: string };

export interface Bell {
  ring(ring: Ring): void;
  /** Returns the way to stop listening. */
  listen(listener: (ring: Ring) => void): () => void;
}

export function openBell(): Bell {
  const listeners = new Set<(ring: Ring) => void>();
  return {
    ring: (ring) => {
      for (const listener of [...listeners]) listener(ring);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}
