/**
 * Tests whether the two sides judge the same cities differently. Only ratings of one cell are compared, so a
 * side that rates other cities than the other has no effect for that reason. The result is about assessors,
 * never about cities.
 */
import { citiesIn, fewestCities, tooFew, type RatedCell, type Rating, type TooFew } from './rating.ts';

export interface SidedRating extends Rating {
  readonly side: string;
}

/** Counts all pairs of a rating of the first side and one of the second in the same cell. */
export interface Dominance {
  readonly pairs: number;
  readonly firstHigher: number;
  readonly equal: number;
  readonly secondHigher: number;
  /**
   * Holds (firstHigher − secondHigher) / pairs, from −1 to 1: Cliff's delta ("Dominance Statistics: Ordinal
   * Analyses to Answer Ordinal Questions", Psychological Bulletin 114 (1993), 494–509), within cells.
   */
  readonly delta: number;
}

export type HouseEffect =
  | TooFew
  | (Dominance & {
      readonly kind: 'computed';
      /** Counts the cities that both sides have rated. */
      readonly cities: number;
      /** Holds the result of `chanceOfDominance`. */
      readonly chance: number;
    });

type Sides = readonly [string, string];

/** Cells that one side alone has rated, and ratings of neither side, are ignored. */
export function houseEffectOf(cells: readonly RatedCell<SidedRating>[], sides: Sides): HouseEffect {
  const cities = citiesIn(
    cells.filter((cell) => sides.every((side) => cell.ratings.some((rating) => rating.side === side)))
  );
  const dominance = dominanceOf(cells, sides);
  if (cities < fewestCities || !dominance) return tooFew(cities);
  return { kind: 'computed', cities, ...dominance, chance: chanceOfDominance(cells, sides) };
}

/** Null where no cell has ratings of both sides. */
export function dominanceOf(cells: readonly RatedCell<SidedRating>[], sides: Sides): Dominance | null {
  const differences = cells.flatMap((cell) => {
    const [first, second] = valuesOf(cell, sides);
    return first.flatMap((a) => second.map((b) => a - b));
  });
  const pairs = differences.length;
  if (pairs === 0) return null;
  const firstHigher = differences.filter((by) => by > 0).length;
  const secondHigher = differences.filter((by) => by < 0).length;
  return {
    pairs,
    firstHigher,
    equal: pairs - firstHigher - secondHigher,
    secondHigher,
    delta: (firstHigher - secondHigher) / pairs
  };
}

/**
 * Returns the probability of a delta at least as far from 0, in either direction, if within each cell it were
 * chance which rating belongs to which side: the exact permutation test, ties included, of rank sums within
 * blocks (Lehmann, "Nonparametrics", 1975, chapters 1 and 3), with every pair of equal weight. It counts all
 * arrangements instead of sampling, so it needs no seed. It takes each panel as given: where one assessor is
 * strict in every city, the test shows that the panels differ, not that the sides would differ with other
 * assessors.
 */
export function chanceOfDominance(cells: readonly RatedCell<SidedRating>[], sides: Sides): number {
  const both = cells
    .map((cell) => valuesOf(cell, sides))
    .filter(([first, second]) => first.length > 0 && second.length > 0);
  const { firstHigher, secondHigher } = dominanceOf(cells, sides) ?? { firstHigher: 0, secondHigher: 0 };
  const chances = both.reduce(
    (some, [first, second]) => convolved(some, leadsOf([...first, ...second], first.length)),
    Float64Array.of(1)
  );
  const furthest = (chances.length - 1) / 2;
  return Math.min(
    1,
    chances.reduce(
      (sum, chance, index) =>
        Math.abs(index - furthest) >= Math.abs(firstHigher - secondHigher) ? sum + chance : sum,
      0
    )
  );
}

const valuesOf = ({ ratings }: RatedCell<SidedRating>, [a, b]: Sides): [number[], number[]] => {
  const of = (side: string): number[] =>
    ratings.filter((rating) => rating.side === side).map(({ value }) => value);
  return [of(a), of(b)];
};

/**
 * Holds the probability of each lead, that is, by how many more pairs the first side is higher than lower:
 * from −furthest to furthest, 0 in the middle.
 */
type Leads = Float64Array<ArrayBuffer>;

function convolved(some: Leads, others: Leads): Leads {
  const result = new Float64Array(some.length + others.length - 1);
  for (let a = 0; a < some.length; a++) {
    for (let b = 0; b < others.length; b++)
      result[a + b] = (result[a + b] ?? 0) + (some[a] ?? 0) * (others[b] ?? 0);
  }
  return result;
}

/**
 * Returns the distribution of the lead over all assignments of `firsts` of the values to the first side. It
 * proceeds level by level from the lowest: of the `here` ratings on a level the first side takes some, which
 * are higher than all of the second side's below; its own below are lower than those that the second side
 * takes.
 */
function leadsOf(values: readonly number[], firsts: number): Leads {
  const levels = [...new Set(values)].sort((a, b) => a - b);
  let below = 0;
  /** Counts the arrangements by lead, for each number of values that the first side holds so far. */
  let ways = new Map<number, ReadonlyMap<number, number>>([[0, new Map([[0, 1]])]]);
  for (const level of levels) {
    const here = values.filter((value) => value === level).length;
    const next = new Map<number, Map<number, number>>();
    for (const [had, leads] of ways) {
      for (let taken = 0; taken <= Math.min(here, firsts - had); taken++) {
        const step = taken * (below - had) - (here - taken) * had;
        const sums = next.get(had + taken) ?? new Map<number, number>();
        for (const [lead, count] of leads)
          sums.set(lead + step, (sums.get(lead + step) ?? 0) + count * combinations(here, taken));
        next.set(had + taken, sums);
      }
    }
    ways = next;
    below += here;
  }
  const all = combinations(values.length, firsts);
  const furthest = firsts * (values.length - firsts);
  const leads = ways.get(firsts);
  return Float64Array.from(
    { length: 2 * furthest + 1 },
    (_, index) => (leads?.get(index - furthest) ?? 0) / all
  );
}

function combinations(of: number, taken: number): number {
  let result = 1;
  for (let n = 1; n <= taken; n++) result = (result * (of - taken + n)) / n;
  return result;
}
