/** Chance is passed in, so that what was drawn once can be drawn again; what is drawn from it is for the caller to say. */

/** Evenly spread from 0, which it may be, up to 1, which it never is. */
export type Chance = () => number;

/** mulberry32 (Tommy Ettinger, 2017): the same seed, an integer of 32 bits, gives the same row on every machine. Not for secrets. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
