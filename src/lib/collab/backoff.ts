/**
 * Computes how long to wait before reconnecting: anywhere up to a bound that doubles with each attempt, so
 * that not all clients of a room return at once. Milliseconds; `random` returns 0 to 1.
 */
import { delayOf, type CloseReason } from '#wire/close.ts';

const first = 500;
const longest = 15_000;

/** Returns the wait before the next attempt after `failed` failed ones. */
export const waitBefore = (failed: number, random: () => number): number =>
  Math.min(longest, first * 2 ** Math.min(failed, 10)) * random();

/** Returns the same wait, after the server closed the connection with a reason. */
export function waitAfter(reason: CloseReason | undefined, failed: number, random: () => number): number {
  const wait = waitBefore(failed, random);
  if (reason === undefined) return wait;
  const { pause = 0, spread } = delayOf(reason);
  return pause + (spread === undefined ? wait : Math.max(wait, spread * random()));
}
