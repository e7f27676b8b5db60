/**
 * How long to wait before coming back: anywhere up to a bound that doubles with each attempt, so that a room full of people
 * does not return at once. Milliseconds; `random` gives 0 to 1.
 */
import type { CloseReason } from '#wire/close.ts';

const first = 500;
const longest = 15_000;
/** A server that starts again is met by everyone it had. */
const spreadOfRestart = 3_000;
const afterRate = 5_000;
const afterTooSlow = 1_000;

/** Before the attempt that follows so many failed ones. */
export const waitBefore = (failed: number, random: () => number): number =>
  Math.min(longest, first * 2 ** Math.min(failed, 10)) * random();

/** The same, after the server closed the line with a reason. */
export function waitAfter(reason: CloseReason | undefined, failed: number, random: () => number): number {
  const wait = waitBefore(failed, random);
  if (reason === 'restart') return Math.max(wait, spreadOfRestart * random());
  if (reason === 'rate') return afterRate + wait;
  return reason === 'too-slow' ? afterTooSlow + wait : wait;
}
