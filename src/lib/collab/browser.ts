/** Provides the browser's storage, locks and session probe to documents. */
import { Copies } from './copies.ts';
import { probeResultOf } from './probe-result.ts';
import type { ProbeResult } from './provider-state.ts';

const opened = new Map<string, Promise<Copies | null>>();

/** Null where it stores nothing, or nothing any more after a sign-out in another tab. */
export async function copiesOf(personId: string): Promise<Copies | null> {
  const opening =
    opened.get(personId) ??
    ('indexedDB' in globalThis ? Copies.open(personId).catch(() => null) : Promise.resolve(null));
  opened.set(personId, opening);
  const copies = await opening;
  return copies?.isGone ? null : copies;
}

/** Returns the name of the lock that is held while a document is open in a tab. */
export const lockOf = (personId: string, room: string): string => `meridian-${personId}-${room}`;

/**
 * Shows other tabs that a document is open here, until `signal` ends it, so that none of them hands in what it left unsent.
 * Resolves to whether no other tab has it open; false where the browser has no locks.
 */
export function holdOpen(personId: string, room: string, signal: AbortSignal): Promise<boolean> {
  const locks = locksOfBrowser();
  const name = lockOf(personId, room);
  return new Promise((resolve) => {
    if (!locks) return resolve(false);
    const untilClosed = async (): Promise<unknown> => {
      resolve(await isHeldOnce(locks, name));
      return signal.aborted || new Promise((closed) => signal.addEventListener('abort', closed));
    };
    void locks.request(name, { mode: 'shared' }, untilClosed);
  });
}

/** False where the browser has no locks. */
export async function isOpenHereAlone(personId: string, room: string): Promise<boolean> {
  const locks = locksOfBrowser();
  return locks !== undefined && (await isHeldOnce(locks, lockOf(personId, room)));
}

async function isHeldOnce(locks: LockManager, name: string): Promise<boolean> {
  const { held = [] } = await locks.query();
  return held.filter((lock) => lock.name === name).length === 1;
}

/** Undefined without TLS. */
export const locksOfBrowser = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

/**
 * Checks whether a room that is on no page would be opened: requested over HTTP, whose status gives the
 * reason of a refusal.
 */
export async function probeSessionOfRoom(room: string): Promise<ProbeResult> {
  const stop = new AbortController();
  try {
    const response = await fetch(`/sync-http/${room}?meridian=1`, { cache: 'no-store', signal: stop.signal });
    if (response.headers.get('content-type')?.startsWith('text/html')) return 'away';
    return probeResultOf(response);
  } catch {
    return 'away';
  } finally {
    stop.abort();
  }
}
