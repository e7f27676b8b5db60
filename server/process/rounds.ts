/**
 * Lets what waited for other threads go on, one in each round of the event loop: the answers of several threads can arrive in
 * one round, and each may be followed by a page that is rendered in one go. New connections and frames come between two.
 */
import { setImmediate } from 'node:timers';

const waiting: (() => void)[] = [];

function goOn(): void {
  const next = waiting.shift();
  if (waiting.length > 0) setImmediate(goOn);
  next?.();
}

/** Calls `go` in a round of its own, after those who came before. */
export function inOwnRound(go: () => void): void {
  waiting.push(go);
  if (waiting.length === 1) setImmediate(goOn);
}

export const ownRound = (): Promise<void> => new Promise(inOwnRound);
