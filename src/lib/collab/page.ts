/** What the page itself gives to its lines: timers, the way they take, answers at its door, and news of the network. */
import { Transports } from './transports.ts';
import type { ProbeResult } from './provider-state.ts';

/** Calls once after so many milliseconds; returns what cancels it. */
export function later(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
}

let transports: Transports | null = null;

/** One for everything on the page: what one finds out of the network holds for the others. */
export function transportsOfPage(): Transports {
  transports ??= new Transports({
    origin: location.origin,
    openSocket: (address) => new WebSocket(address),
    fetch: (input, init) => fetch(input, init),
    later,
    memory: memoryOfTab()
  });
  return transports;
}

function memoryOfTab(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    // Forbidden by the browser's settings.
    return null;
  }
}

/** A page asked for again tells what a refused socket cannot: signed out, not for you (any more), or nobody there. */
export async function probeSessionOfPage(): Promise<ProbeResult> {
  try {
    const response = await fetch(location.pathname, {
      method: 'HEAD',
      redirect: 'manual',
      cache: 'no-store'
    });
    if (response.type === 'opaqueredirect' || response.status === 401) return 'session-ended';
    if (response.status === 403 || response.status === 404) return 'forbidden';
    return response.ok ? 'open' : 'away';
  } catch {
    return 'away';
  }
}

/** Calls when the page comes back to a network, or out of the browser's memory: what stood before carries nothing any more. */
export function onReturn(call: () => void, signal: AbortSignal): void {
  addEventListener('online', call, { signal });
  addEventListener('pageshow', (event) => event.persisted && call(), { signal });
}

/** Calls when the network may be another one, or of another quality; not every browser tells. */
export function onNetworkChange(call: () => void, signal: AbortSignal): void {
  (navigator as { connection?: EventTarget }).connection?.addEventListener('change', call, { signal });
}
