/** Draws random numbers that a seed determines. */
export interface Random {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number;
  chance(of: number): boolean;
  of<T>(list: readonly T[]): T;
  weighted<T>(list: readonly T[], weights: readonly number[]): T;
}

/** mulberry32 */
export function randomOf(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (of) => next() < of,
    of: (list) => list[below(list.length)] as (typeof list)[number],
    weighted: (list, weights) => {
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const at = weights.findIndex((weight) => (rest -= weight) < 0);
      return list[at < 0 ? list.length - 1 : at] as (typeof list)[number];
    }
  };
}
