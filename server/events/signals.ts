/**
 * Notifies the app, after a commit, of what happened: open sockets are authorized again, live pages are
 * updated. A signal may come twice, and may be lost with a process that died; every listener therefore
 * re-reads the facts and never trusts the signal.
 */
import type { EventTable } from './tables.ts';

export type Signal =
  | { readonly kind: 'event'; readonly event: EventTable }
  /** Grants, suspension or administrator's right of a person changed. */
  | { readonly kind: 'rights-changed'; readonly userId: string }
  /** `sessionId` is the stored hash. */
  | { readonly kind: 'session-ended'; readonly sessionId: string }
  | { readonly kind: 'sessions-ended'; readonly userId: string; readonly exceptSessionId?: string }
  /** A document froze, reopened or its assessment's state changed. */
  | { readonly kind: 'document-moved'; readonly documentId: string }
  /** Signals that the person who leads the study's meeting has gone to another page, or leads no more. */
  | { readonly kind: 'lead-moved'; readonly studyId: string };

export interface SignalBus {
  emit(signal: Signal): void;
  /** Returns a function that removes it. */
  listen(listener: (signal: Signal) => void): () => void;
}

export function createSignalBus(): SignalBus {
  const listeners = new Set<(signal: Signal) => void>();
  return {
    emit: (signal) => {
      for (const listener of [...listeners]) listener(signal);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}
