/**
 * How many cities of a side stand at each level of one characteristic: shares of cities, never a value of a city. What is no level
 * is counted beside the levels, and a city without a released level is in no share.
 */
import type { City, Side } from './city.ts';
import type { ReleasedLevel } from './panel.ts';
import type { Level } from './rubric.ts';
import { outsideLevels, scaleOf, statusOf, type OutsideLevels } from './matrix.ts';

export interface LevelCount<C> {
  readonly level: string;
  readonly cities: readonly C[];
  /** Of the cities that have a level, in per cent; null where none has. */
  readonly percent: number | null;
}

export interface SideShares<C> {
  readonly sideId: string;
  /** Every level of the scale, in its order, also those at which no city stands. */
  readonly levels: readonly LevelCount<C>[];
  readonly outside: readonly { readonly kind: OutsideLevels; readonly cities: readonly C[] }[];
  /** With a level of a scale that has since been replaced. */
  readonly earlier: readonly C[];
  /** Without a released level. */
  readonly none: readonly C[];
  /** How many have a level of the present scale: what the shares are of. */
  readonly withLevel: number;
  readonly cities: number;
}

/** Below so many cities a share in per cent says more than is known. */
export const fewCities = 5;

/** For both sides, in the order in which they are given; cities keep the order in which they come. */
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
