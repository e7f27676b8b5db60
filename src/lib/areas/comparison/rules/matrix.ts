/**
 * Builds the matrix of cities and characteristics, with the levels that were released to the reader, in a
 * fixed order. A level belongs to one characteristic of one city: nothing here sums or averages levels or
 * orders cities by them.
 */
import type { City } from '#rules/cities/city.ts';
import type { Characteristic } from '#rules/framework/framework.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import type { Level } from '#rules/framework/rubric.ts';

/** Each is shown as itself, and none of them as a low level. */
export const outsideLevels = ['not-assessed', 'not-applicable', 'split'] as const;
export type OutsideLevels = (typeof outsideLevels)[number];

/**
 * `none`: nothing that this reader may know, whether or not a result exists. `earlier`: a level that the
 * present scale does not have.
 */
export type CellStatus =
  | { readonly kind: 'level'; readonly level: string }
  | { readonly kind: 'earlier'; readonly level: string }
  | { readonly kind: OutsideLevels }
  | { readonly kind: 'none' };

export interface MatrixCell {
  readonly characteristic: string;
  readonly status: CellStatus;
  readonly released: ReleasedLevel | null;
}

export interface MatrixRow<C> {
  readonly city: C;
  readonly cells: readonly MatrixCell[];
}

/** There may be any number of levels. */
export const scaleOf = (levels: readonly Level[]): Level[] => [...levels].sort((a, b) => a.order - b.order);

export function statusOf(
  released: ReleasedLevel | undefined,
  levels: readonly Pick<Level, 'id'>[]
): CellStatus {
  if (!released) return { kind: 'none' };
  if (released.outcome !== 'level') return { kind: released.outcome };
  if (released.level === null) return { kind: 'none' };
  return {
    kind: levels.some(({ id }) => id === released.level) ? 'level' : 'earlier',
    level: released.level
  };
}

/** A row for each city, in the given order, and a cell for each characteristic, by its number. */
export function matrixOf<C extends Pick<City, 'id'>>(
  cities: readonly C[],
  characteristics: readonly Pick<Characteristic, 'id' | 'number'>[],
  released: readonly ReleasedLevel[],
  levels: readonly Pick<Level, 'id'>[]
): MatrixRow<C>[] {
  const found = new Map(released.map((one) => [`${one.cityId}\n${one.characteristic}`, one]));
  const columns = [...characteristics].sort((a, b) => a.number - b.number);
  return cities.map((city) => ({
    city,
    cells: columns.map(({ id }) => {
      const one = found.get(`${city.id}\n${id}`);
      return { characteristic: id, status: statusOf(one, levels), released: one ?? null };
    })
  }));
}
