/**
 * Defines the ratings of a panel: which assessor named which level for a cell, which is one city and one
 * characteristic. An outcome that is no level (not assessed, abstained, not applicable) is no rating and is
 * absent. Levels are only ordered: see `rubric.ts`.
 */
export interface Rating {
  readonly assessor: string;
  /** Gives the rank of the level in the order of its scale, from 0. */
  readonly value: number;
}

/** An assessor has at most one in it. */
export interface RatedCell<R extends Rating = Rating> {
  readonly city: string;
  readonly ratings: readonly R[];
}

/** Sets the number of cities with comparable ratings below which nothing is reported about a panel. */
export const fewestCities = 5;
/** Sets the number of ratings below which a cell is not used to measure agreement. */
export const fewestAssessors = 2;

export interface TooFew {
  readonly kind: 'too-few';
  /** Counts the cities that can be compared. */
  readonly cities: number;
  readonly needed: number;
}

export const isComparable = ({ ratings }: RatedCell): boolean => ratings.length >= fewestAssessors;

export const citiesIn = (cells: readonly RatedCell[]): number => new Set(cells.map(({ city }) => city)).size;

export const tooFew = (cities: number): TooFew => ({ kind: 'too-few', cities, needed: fewestCities });
