/**
 * Provides what connections need from the page: timers, idle moments, transports, the session probe, and notice of
 * network changes.
 */
import { Transports } from './transports.ts';
import { probeResultOf } from './probe-result.ts';
import type { ProbeResult } from './provider-state.ts';

/** Calls once after so many milliseconds; returns what cancels it. */
export function later(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * Calls between the keys that somebody presses, where the browser can tell, and after so many milliseconds at the
 * latest; returns what cancels it.
 */
export function whenIdle(timeout: number, call: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') return later(0, call);
  const handle = requestIdleCallback(call, { timeout });
  return () => cancelIdleCallback(handle);
}

let transports: Transports | null = null;

/**
 * Returns the one instance for the whole page: what one connection finds out about the network applies to the
 * others.
 */
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

/**
 * Requests the page again, which gives the reason that a refused socket cannot: signed out, forbidden (by
 * now), or not reachable.
 */
export async function probeSessionOfPage(): Promise<ProbeResult> {
  try {
    const response = await fetch(location.pathname, {
      method: 'HEAD',
      redirect: 'manual',
      cache: 'no-store'
    });
    return response.type === 'opaqueredirect' ? 'session-ended' : probeResultOf(response);
  } catch {
    return 'away';
  }
}

/**
 * Calls when the page returns to a network, or is restored from the browser's memory: earlier connections
 * carry nothing any more.
 */
export function onReturn(call: () => void, signal: AbortSignal): void {
  addEventListener('online', call, { signal });
  addEventListener('pageshow', (event) => event.persisted && call(), { signal });
}

/** Not every browser reports it. */
export function onNetworkChange(call: () => void, signal: AbortSignal): void {
  (navigator as { connection?: EventTarget }).connection?.addEventListener('change', call, { signal });
}
