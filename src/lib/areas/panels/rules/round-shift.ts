/**
 * Computes what changed from one round of ratings to the next, for the same assessors on the same cells. It
 * counts steps along the order of levels; it does not say which direction is better.
 */
import { fewestAssessors, type Rating } from './rating.ts';

/** Holds the ratings of one cell in two rounds. */
export interface TwoRounds {
  readonly before: readonly Rating[];
  readonly after: readonly Rating[];
}

export interface RoundShift {
  /** Counts the ratings that both rounds have; `stayed`, `up` and `down` add up to it. */
  readonly compared: number;
  readonly stayed: number;
  readonly up: number;
  readonly down: number;
  /**
   * Counts the ratings by how many levels they moved, from furthest down to furthest up; unchanged ratings
   * moved by 0.
   */
  readonly steps: readonly { readonly by: number; readonly ratings: number }[];
  /**
   * Counts the cells by the change of the range from the lowest level to the highest, where at least two
   * assessors can be compared.
   */
  readonly narrowed: number;
  readonly asWide: number;
  readonly widened: number;
}

/**
 * An assessor who rated in one round only is left out, of the range too: otherwise the range would narrow
 * because an assessor left.
 */
export function shiftOver(cells: readonly TwoRounds[]): RoundShift {
  const shared = cells.map(({ before, after }) => {
    const values = new Map(before.map(({ assessor, value }) => [assessor, value]));
    return after.flatMap(({ assessor, value }) => {
      const was = values.get(assessor);
      return was === undefined ? [] : [{ was, is: value }];
    });
  });
  const moves = shared.flat().map(({ was, is }) => is - was);
  const steps = [...new Set(moves)].sort((a, b) => a - b);
  const widening = shared
    .filter(({ length }) => length >= fewestAssessors)
    .map((pairs) => rangeOf(pairs.map(({ is }) => is)) - rangeOf(pairs.map(({ was }) => was)));
  return {
    compared: moves.length,
    stayed: moves.filter((by) => by === 0).length,
    up: moves.filter((by) => by > 0).length,
    down: moves.filter((by) => by < 0).length,
    steps: steps.map((by) => ({ by, ratings: moves.filter((move) => move === by).length })),
    narrowed: widening.filter((by) => by < 0).length,
    asWide: widening.filter((by) => by === 0).length,
    widened: widening.filter((by) => by > 0).length
  };
}

const rangeOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
