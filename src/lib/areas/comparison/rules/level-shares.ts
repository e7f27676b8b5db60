/**
 * Counts how many cities of a side are at each level of one characteristic: shares of cities, never a value
 * of a city. Outcomes that are no level are counted separately, and a city without a released level is in no
 * share.
 */
import type { City } from '#rules/cities/city.ts';
import type { Side } from '#rules/study/study.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import type { Level } from '#rules/framework/rubric.ts';
import { outsideLevels, scaleOf, statusOf, type OutsideLevels } from './matrix.ts';

export interface LevelCount<C> {
  readonly level: string;
  readonly cities: readonly C[];
  /** Of the cities that have a level; null where none has. */
  readonly percent: number | null;
}

export interface SideShares<C> {
  readonly sideId: string;
  /** Lists every level of the scale, in its order, including levels without a city. */
  readonly levels: readonly LevelCount<C>[];
  readonly outside: readonly { readonly kind: OutsideLevels; readonly cities: readonly C[] }[];
  /** Lists the cities with a level of a scale that has since been replaced. */
  readonly earlier: readonly C[];
  /** Lists the cities without a released level. */
  readonly none: readonly C[];
  /** Counts the cities with a level of the present scale, which is the base of the shares. */
  readonly withLevel: number;
  readonly cities: number;
}

/** Sets the number of cities below which a percentage would suggest more precision than there is. */
export const fewCities = 5;

/** In the order in which the sides are given; cities stay in the given order. */
export function sharesOf<C extends Pick<City, 'id' | 'sideId'>>(
  characteristic: string,
  cities: readonly C[],
  sides: readonly Pick<Side, 'id'>[],
  released: readonly ReleasedLevel[],
  levels: readonly Level[]
): SideShares<C>[] {
  const scale = scaleOf(levels);
  const byCity = new Map(
    released.filter((one) => one.characteristic === characteristic).map((one) => [one.cityId, one])
  );
  return sides.map(({ id: sideId }) => {
    const own = cities.filter((city) => city.sideId === sideId);
    const status = new Map(own.map((city) => [city, statusOf(byCity.get(city.id), scale)]));
    const at = (kind: string): C[] => own.filter((city) => status.get(city)?.kind === kind);
    const withLevel = at('level');
    return {
      sideId,
      levels: scale.map(({ id }) => {
        const here = withLevel.filter((city) => byCity.get(city.id)?.level === id);
        return {
          level: id,
          cities: here,
          percent: withLevel.length === 0 ? null : (100 * here.length) / withLevel.length
        };
      }),
      outside: outsideLevels.map((kind) => ({ kind, cities: at(kind) })),
      earlier: at('earlier'),
      none: at('none'),
      withLevel: withLevel.length,
      cities: own.length
    };
  });
}
