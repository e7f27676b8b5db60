/**
 * Ratings of a panel: who named which level for a cell, which is one city and one characteristic. What is no level (not assessed,
 * abstained, not applicable) is no rating and simply absent. Levels are an order and nothing more: see `rubric.ts`.
 */
export interface Rating {
  readonly assessor: string;
  /** Place of the level in the order of its scale, from 0. */
  readonly value: number;
}

/** An assessor has one rating in a cell at most. */
export interface RatedCell<R extends Rating = Rating> {
  readonly city: string;
  readonly ratings: readonly R[];
}

/** Below this many cities whose ratings can be compared nothing is said of a panel. */
export const fewestCities = 5;
/** With fewer ratings than this a cell says nothing of agreement. */
export const fewestAssessors = 2;

export interface TooFew {
  readonly kind: 'too-few';
  /** Those that can be compared. */
  readonly cities: number;
  readonly needed: number;
}

export const isComparable = ({ ratings }: RatedCell): boolean => ratings.length >= fewestAssessors;

export const citiesIn = (cells: readonly RatedCell[]): number => new Set(cells.map(({ city }) => city)).size;

export const tooFew = (cities: number): TooFew => ({ kind: 'too-few', cities, needed: fewestCities });
