/** Counts codings by code, and by side, region or characteristic. */

/** Names what is counted of one code: a unit of text, with the city that speaks. */
export interface CountedCoding {
  readonly codeId: string;
  readonly unit: string;
  readonly cityId: string | null;
  readonly group: string | null;
}

export const countGroups = ['side', 'region', 'characteristic'] as const;
export type CountGroup = (typeof countGroups)[number];

export interface CodeCount {
  readonly passages: number;
  readonly cities: number;
}

/**
 * Counts passages and cities by code and group. A passage that two coders tagged, or that is tagged in both
 * languages, counts once. `null` is the group of all together.
 */
export function countCodings(
  codings: readonly CountedCoding[]
): ReadonlyMap<string, ReadonlyMap<string | null, CodeCount>> {
  const units = new Map<string, Map<string | null, { units: Set<string>; cities: Set<string> }>>();
  for (const { codeId, unit, cityId, group } of codings)
    for (const of of group === null ? [null] : [null, group]) {
      const groups =
        units.get(codeId) ?? new Map<string | null, { units: Set<string>; cities: Set<string> }>();
      const held = groups.get(of) ?? { units: new Set<string>(), cities: new Set<string>() };
      held.units.add(unit);
      if (cityId !== null) held.cities.add(cityId);
      units.set(codeId, groups.set(of, held));
    }
  return new Map(
    [...units].map(([codeId, groups]) => [
      codeId,
      new Map(
        [...groups].map(([group, held]) => [
          group,
          { passages: held.units.size, cities: held.cities.size } satisfies CodeCount
        ])
      )
    ])
  );
}
