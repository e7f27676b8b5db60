/** How long to wait before the n-th attempt to come back: doubling up to a bound, spread so that a room full of people does not return at once. */
const first = 500;
const longest = 20_000;

/** Milliseconds; `random` gives 0 to 1. */
export const waitBefore = (attempt: number, random: () => number): number =>
  Math.min(longest, first * 2 ** Math.min(attempt, 10)) * (0.5 + random() / 2);
