import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  chanceOfDominance,
  dominanceOf,
  houseEffectOf,
  type SidedRating
} from '#rules/panels/house-effect.ts';
import type { RatedCell } from '#rules/panels/rating.ts';

type SidedCell = RatedCell<SidedRating>;
const sides = ['eu', 'china'] as const;
const cellOf = (city: string, eu: readonly number[], china: readonly number[]): SidedCell => {
  const of = (side: string, values: readonly number[]): SidedRating[] =>
    values.map((value, index) => ({ assessor: `${side} ${index}`, side, value }));
  return { city, ratings: [...of('eu', eu), ...of('china', china)] };
};

/** Hogarty & Kromrey, "Using SAS to Calculate Tests of Cliff's Delta" (1999); the example of cliff.delta in the R package effsize. */
const hogarty = cellOf('one', [10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]);
/**
 * Hollander & Wolfe, "Nonparametric Statistical Methods" (1973), p. 69 f., permeability of the chorioamnion; the example of wilcox.test in
 * R, which gives W = 35 of 50 pairs and, exactly and on one side, p = 0.1272. Values in hundredths: only their order counts.
 */
const hollander = cellOf('one', [80, 83, 189, 104, 145, 138, 191, 164, 73, 146], [115, 88, 90, 74, 121]);

describe('dominance within cells', () => {
  it('is found again as published', () => {
    expect(dominanceOf([hogarty], sides)?.delta).toBe(-0.25);
    expect(dominanceOf([hollander], sides)).toEqual({
      pairs: 50,
      firstHigher: 35,
      equal: 0,
      secondHigher: 15,
      delta: 0.4
    });
    expect(chanceOfDominance([hollander], sides)).toBeCloseTo(2 * 0.1272, 3);
  });

  it('compares ratings of one city only', () => {
    const cells = [
      cellOf('a', [0], [0]),
      cellOf('b', [3], [3]),
      cellOf('c', [3, 3], []),
      cellOf('d', [1], [2])
    ];
    expect(dominanceOf(cells, sides)).toEqual({
      pairs: 3,
      firstHigher: 0,
      equal: 2,
      secondHigher: 1,
      delta: -1 / 3
    });
  });

  it('is none where no city has both sides', () => {
    expect(dominanceOf([cellOf('a', [0, 1], []), cellOf('b', [], [2])], sides)).toBeNull();
  });
});

/** Lists all ways to choose so many of the positions. */
const choices = (positions: readonly number[], many: number): number[][] =>
  many === 0
    ? [[]]
    : positions.flatMap((position, index) =>
        choices(positions.slice(index + 1), many - 1).map((rest) => [position, ...rest])
      );
const rearranged = (cell: SidedCell): SidedCell[] =>
  choices([...cell.ratings.keys()], cell.ratings.filter(({ side }) => side === 'eu').length).map(
    (chosen) => ({
      ...cell,
      ratings: cell.ratings.map((rating, index) => ({
        ...rating,
        side: chosen.includes(index) ? 'eu' : 'china'
      }))
    })
  );
const panelsOf = (cells: readonly SidedCell[]): SidedCell[][] =>
  cells.reduce<SidedCell[][]>(
    (panels, cell) => panels.flatMap((panel) => rearranged(cell).map((other) => [...panel, other])),
    [[]]
  );

const values = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 });
const sidedPanels = fc
  .array(fc.tuple(values, values), { minLength: 1, maxLength: 2 })
  .map((rows) => rows.map(([eu, china], index) => cellOf(`city ${index}`, eu, china)));

describe('the chance of dominance', () => {
  it('is the share of all arrangements of sides within cities whose delta is as far from 0', () => {
    fc.assert(
      fc.property(sidedPanels, (cells) => {
        const lead = (panel: readonly SidedCell[]): number => {
          const { firstHigher, secondHigher } = dominanceOf(panel, sides) ?? {
            firstHigher: 0,
            secondHigher: 0
          };
          return Math.abs(firstHigher - secondHigher);
        };
        const panels = panelsOf(cells);
        const asFar = panels.filter((panel) => lead(panel) >= lead(cells)).length;
        expect(chanceOfDominance(cells, sides)).toBeCloseTo(asFar / panels.length, 10);
      }),
      { numRuns: 60 }
    );
  });

  it('of two arrangements in each of six cities is two of sixty-four where one side is higher in all', () => {
    expect(
      chanceOfDominance(
        Array.from({ length: 6 }, (_, index) => cellOf(`${index}`, [1], [0])),
        sides
      )
    ).toBeCloseTo(2 / 64, 12);
  });

  it('is 1 where the sides are even', () => {
    expect(chanceOfDominance([cellOf('a', [0], [3]), cellOf('b', [3], [0])], sides)).toBe(1);
  });
});

describe('the house effect', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((city) => cellOf(city, [1, 2], [0, 1]));

  it('is not told below five cities that both sides rated', () => {
    expect(houseEffectOf([...five.slice(1), cellOf('a', [1, 2], [])], sides)).toEqual({
      kind: 'too-few',
      cities: 4,
      needed: 5
    });
    expect(
      houseEffectOf(
        five.map((cell) => ({ ...cell, city: 'a' })),
        sides
      )
    ).toEqual({ kind: 'too-few', cities: 1, needed: 5 });
  });

  it('is told by pairs, delta and chance, of cities that both sides rated', () => {
    const more = [...five, cellOf('f', [3, 3, 3], [])];
    expect(houseEffectOf(more, sides)).toEqual({
      kind: 'computed',
      cities: 5,
      pairs: 20,
      firstHigher: 15,
      equal: 5,
      secondHigher: 0,
      delta: 0.75,
      chance: chanceOfDominance(five, sides)
    });
  });

  it('leaves out who is of neither side', () => {
    const withGuests = five.map((cell) => ({
      ...cell,
      ratings: [...cell.ratings, { assessor: 'guest', side: 'none', value: 3 }]
    }));
    expect(houseEffectOf(withGuests, sides)).toEqual(houseEffectOf(five, sides));
  });

  it('turns round with the sides, and with the scale, and does not depend on the order of cities or assessors', () => {
    fc.assert(
      fc.property(sidedPanels, (cells) => {
        const of = (panel: readonly SidedCell[], order: readonly [string, string] = sides) => ({
          ...dominanceOf(panel, order),
          chance: chanceOfDominance(panel, order)
        });
        const here = of(cells);
        const turned = { ...here, firstHigher: here.secondHigher, secondHigher: here.firstHigher };
        const delta = (here.delta ?? 0) * -1 + 0;
        const chance = expect.closeTo(here.chance, 10) as number;
        expect(of(cells, ['china', 'eu'])).toEqual({ ...turned, delta, chance });
        expect(
          of(
            cells.map((cell) => ({
              ...cell,
              ratings: cell.ratings.map((one) => ({ ...one, value: 3 - one.value }))
            }))
          )
        ).toEqual({ ...turned, delta, chance });
        expect(
          of(cells.map((cell) => ({ ...cell, ratings: cell.ratings.toReversed() })).toReversed())
        ).toEqual({ ...here, chance });
      })
    );
  });
});
