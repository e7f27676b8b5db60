/** What the browser gives to documents: timers, lines of the page, answers at the door, and the copies it keeps. */
import { Copies } from './copies.ts';
import { Lines } from './lines.ts';
import type { Door } from './provider-state.ts';

/** Calls once after so many milliseconds; returns what cancels it. */
export function later(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
}

let lines: Lines | null = null;

/** One for all documents of the page: what one finds out of the network holds for the others. */
export function linesOfPage(): Lines {
  lines ??= new Lines({
    origin: location.origin,
    openSocket: (address) => new WebSocket(address),
    fetch: (input, init) => fetch(input, init),
    later,
    memory: memoryOfTab()
  });
  return lines;
}

function memoryOfTab(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    // Forbidden by the browser's settings.
    return null;
  }
}

const opened = new Map<string, Promise<Copies | null>>();

/** What this browser keeps for a person; null where it keeps nothing, or nothing any more after a sign-out in another tab. */
export async function copiesOf(personId: string): Promise<Copies | null> {
  const opening = opened.get(personId) ?? ('indexedDB' in globalThis ? Copies.open(personId).catch(() => null) : Promise.resolve(null));
  opened.set(personId, opening);
  const copies = await opening;
  return copies?.isGone ? null : copies;
}

/** The lock that is held while a document is open in a tab. */
export const lockOf = (personId: string, room: string): string => `meridian-${personId}-${room}`;

/** Undefined without TLS. */
export const locksOfBrowser = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

/** A page asked for again tells what a refused socket cannot: signed out, not for you (any more), or nobody there. */
export async function askDoorOfPage(): Promise<Door> {
  try {
    const response = await fetch(location.pathname, { method: 'HEAD', redirect: 'manual', cache: 'no-store' });
    if (response.type === 'opaqueredirect' || response.status === 401) return 'session-ended';
    if (response.status === 403 || response.status === 404) return 'forbidden';
    return response.ok ? 'open' : 'away';
  } catch {
    return 'away';
  }
}

/** The same of a room that is on no page: asked by its other way, which tells why it refuses. */
export async function askDoorOfRoom(room: string): Promise<Door> {
  const stop = new AbortController();
  try {
    const response = await fetch(`/sync-http/${room}?meridian=1`, { cache: 'no-store', signal: stop.signal });
    if (response.headers.get('content-type')?.startsWith('text/html')) return 'away';
    if (response.status === 401) return 'session-ended';
    if (response.status === 403 || response.status === 404) return 'forbidden';
    return response.ok ? 'open' : 'away';
  } catch {
    return 'away';
  } finally {
    stop.abort();
  }
}
