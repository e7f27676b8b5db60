/**
 * Defines random number generators. They are passed in, so that a sequence can be repeated; the caller
 * decides what to sample with them.
 */

/** Returns a uniformly distributed number from 0 (inclusive) to 1 (exclusive). */
export type Chance = () => number;

/**
 * Returns a seeded generator, mulberry32 (Tommy Ettinger, 2017): the same seed, an integer of 32 bits, gives
 * the same sequence on every machine. It is not for secrets.
 */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
