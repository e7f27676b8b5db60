/** Orders the cities of a study as its lists do: by side, then by number. Nothing that was judged is in the order. */
import type { City } from '#rules/cities/city.ts';
import type { Study } from '#rules/study/study.ts';

export function citiesInOrder(cities: readonly City[], { sides }: Pick<Study, 'sides'>): City[] {
  const at = ({ sideId }: City): number => sides.findIndex(({ id }) => id === sideId);
  return cities.toSorted((a, b) => at(a) - at(b) || a.number - b.number);
}
