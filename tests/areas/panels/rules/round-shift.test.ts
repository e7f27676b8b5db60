import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import type { Rating } from '#rules/panels/rating.ts';
import { shiftOver, type TwoRounds } from '#rules/panels/round-shift.ts';

/** Anna, Bo, Carl and Dai in this order; null for who did not rate. */
const round = (...values: readonly (number | null)[]): Rating[] =>
  values.flatMap((value, index) =>
    value === null ? [] : [{ assessor: ['Anna', 'Bo', 'Carl', 'Dai'][index] ?? '', value }]
  );

describe('the shift from one round to the next', () => {
  it('tells who stayed, who moved which way, and how far', () => {
    expect(shiftOver([{ before: round(0, 1, 2, 3), after: round(2, 1, 3, 1) }])).toEqual({
      compared: 4,
      stayed: 1,
      up: 2,
      down: 1,
      steps: [
        { by: -2, ratings: 1 },
        { by: 0, ratings: 1 },
        { by: 1, ratings: 1 },
        { by: 2, ratings: 1 }
      ],
      narrowed: 1,
      asWide: 0,
      widened: 0
    });
  });

  it('adds up over cells, and tells of how many the range of levels narrowed, stayed and widened', () => {
    const cells = [
      { before: round(0, 3), after: round(1, 2) },
      { before: round(0, 1), after: round(1, 2) },
      { before: round(2, 2), after: round(2, 3) }
    ];
    expect(shiftOver(cells)).toEqual({
      compared: 6,
      stayed: 1,
      up: 4,
      down: 1,
      steps: [
        { by: -1, ratings: 1 },
        { by: 0, ratings: 1 },
        { by: 1, ratings: 4 }
      ],
      narrowed: 1,
      asWide: 1,
      widened: 1
    });
  });

  it('knows assessors by who they are, in whatever order they come', () => {
    expect(shiftOver([{ before: round(0, 1, 2), after: round(0, 1, 2).toReversed() }])).toMatchObject({
      stayed: 3,
      up: 0,
      down: 0
    });
  });

  it('leaves out who rated in one round only: a range does not narrow because somebody left', () => {
    expect(shiftOver([{ before: round(0, 1, 3, null), after: round(0, 1, null, 2) }])).toMatchObject({
      compared: 2,
      stayed: 2,
      narrowed: 0,
      asWide: 1,
      widened: 0
    });
  });

  it('says nothing of the range where one assessor is left', () => {
    expect(shiftOver([{ before: round(0, 1), after: round(2, null) }])).toEqual({
      compared: 1,
      stayed: 0,
      up: 1,
      down: 0,
      steps: [{ by: 2, ratings: 1 }],
      narrowed: 0,
      asWide: 0,
      widened: 0
    });
  });

  it('turns round with the rounds', () => {
    const values = fc
      .array(fc.option(fc.nat({ max: 3 })), { minLength: 4, maxLength: 4 })
      .map((all) => round(...all));
    fc.assert(
      fc.property(
        fc.array(fc.record({ before: values, after: values }), { maxLength: 5 }),
        (cells: TwoRounds[]) => {
          const [there, back] = [
            shiftOver(cells),
            shiftOver(cells.map(({ before, after }) => ({ before: after, after: before })))
          ];
          expect(back).toEqual({
            ...there,
            up: there.down,
            down: there.up,
            narrowed: there.widened,
            widened: there.narrowed,
            steps: there.steps.map(({ by, ratings }) => ({ by: by === 0 ? 0 : -by, ratings })).toReversed()
          });
          expect(there.stayed + there.up + there.down).toBe(there.compared);
        }
      )
    );
  });
});
