/**
 * Authorizes open sockets again: at once when a signal reports that something about them may have changed,
 * and all of them within a lease, so that a lost signal delays their end at most that long. The facts are
 * read again each time; a signal is never trusted.
 */
import type { SignalBus, Signal } from '#server/events/signals.ts';

/**
 * Shares facts among the sockets that are authorized in one round: each is read once, after the round has
 * begun.
 */
export class Round {
  readonly #facts = new Map<string, Promise<unknown>>();
  readonly #pendingReads = new Map<string, Promise<ReadonlyMap<string, unknown>>>();
  readonly #pendingKeys = new Map<string, string[]>();

  once<T>(fact: string, read: () => Promise<T>): Promise<T> {
    const known = this.#facts.get(fact) as Promise<T> | undefined;
    if (known) return known;
    const pending = read();
    this.#facts.set(fact, pending);
    return pending;
  }

  /**
   * Reads one fact of a kind; all requests of the kind in the same tick are read together. Undefined where
   * there is none.
   */
  oneOf<T>(
    kind: string,
    key: string,
    readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>
  ): Promise<T | undefined> {
    return this.once(`${kind} ${key}`, async () => {
      const pendingKeys = this.#pendingKeys.get(kind) ?? [];
      pendingKeys.push(key);
      let pending = this.#pendingReads.get(kind) as Promise<ReadonlyMap<string, T>> | undefined;
      if (pendingKeys.length === 1 || !pending) {
        this.#pendingKeys.set(kind, pendingKeys);
        pending = Promise.resolve().then(() => {
          this.#pendingKeys.delete(kind);
          return readAll(pendingKeys);
        });
        this.#pendingReads.set(kind, pending);
      }
      return (await pending).get(key);
    });
  }
}

/** Describes what the revoker needs of a socket, be it a room's or one for live events. */
export interface RevocableSocket {
  readonly userId: string;
  readonly sessionId: string;
  readonly documentId: string | null;
  readonly studyId: string;
  recheckAccess(round: Round): Promise<void>;
  /** Drops a peer that has not answered since the last time. */
  checkPulse(): void;
  /** Drops a peer that has taken nothing of what waits for it for too long. */
  checkSlowReader?(): void;
}

/** Sets the lease: below the 30 seconds for which a socket may outlive its right when the signal was lost. */
const leaseMilliseconds = 20_000;
/** Splits a lease, so that not all sockets are due at once but an equal share in each part. */
const parts = 20;
/** Limits how many sockets are authorized together, so that what people write meanwhile does not wait. */
const atOnce = 10;
const betweenMilliseconds = 50;

/** Returns a function that stops it. */
export function openRevoker(signals: SignalBus, sockets: () => Iterable<RevocableSocket>): () => void {
  const recheck = (concerns: (socket: RevocableSocket) => boolean): void => {
    const round = new Round();
    for (const socket of sockets()) {
      // The socket handles a failure: it closes itself when its facts cannot be read.
      if (concerns(socket)) void socket.recheckAccess(round);
    }
  };
  const stopListening = signals.listen((signal) => {
    const concerns = concernedBy(signal);
    if (concerns) recheck(concerns);
  });
  const partOf = new WeakMap<RevocableSocket, number>();
  let seen = 0;
  let part = 0;
  const isDue = (socket: RevocableSocket): boolean => {
    const known = partOf.get(socket) ?? seen++ % parts;
    partOf.set(socket, known);
    return known === part;
  };
  const due: RevocableSocket[] = [];
  let next: NodeJS.Timeout | null = null;
  const recheckSome = (): void => {
    const round = new Round();
    for (const socket of due.splice(0, Math.max(atOnce, Math.ceil(due.length / parts)))) {
      void socket.recheckAccess(round);
      socket.checkPulse();
    }
    next = due.length > 0 ? setTimeout(recheckSome, betweenMilliseconds) : null;
    next?.unref();
  };
  const lease = setInterval(() => {
    part = (part + 1) % parts;
    for (const socket of sockets()) {
      socket.checkSlowReader?.();
      if (isDue(socket)) due.push(socket);
    }
    if (!next && due.length > 0) recheckSome();
  }, leaseMilliseconds / parts);
  lease.unref();
  return () => {
    stopListening();
    clearInterval(lease);
    if (next) clearTimeout(next);
  };
}

function concernedBy(signal: Signal): ((socket: RevocableSocket) => boolean) | undefined {
  switch (signal.kind) {
    // No other event changes by itself what anyone may do, nor does a move within a meeting.
    case 'event': {
      const { kind, studyId } = signal.event;
      return kind === 'quotas.changed' ? (socket) => socket.studyId === studyId : undefined;
    }
    case 'lead-moved':
      return undefined;
    case 'rights-changed':
    case 'sessions-ended':
      return (socket) => socket.userId === signal.userId;
    case 'session-ended':
      return (socket) => socket.sessionId === signal.sessionId;
    case 'document-moved':
      return (socket) => socket.documentId === signal.documentId;
  }
}
