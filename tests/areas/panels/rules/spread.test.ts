import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { nearestRank, spreadOf } from '#rules/panels/spread.ts';

const ratings = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 });

describe('the nearest rank', () => {
  // The worked examples of the encyclopedia Wikipedia, "Percentile", § The nearest-rank method.
  it.each([
    [5, 15],
    [30, 20],
    [40, 20],
    [50, 35],
    [100, 50]
  ])('of 15, 20, 35, 40, 50 for %i per cent is %i', (percent, value) => {
    expect(nearestRank([15, 20, 35, 40, 50], percent / 100)).toBe(value);
  });
  it.each([
    [25, 7],
    [50, 8],
    [75, 15],
    [100, 20]
  ])('of ten values for %i per cent is %i', (percent, value) => {
    expect(nearestRank([3, 6, 7, 8, 8, 10, 13, 15, 16, 20], percent / 100)).toBe(value);
  });
});

describe('the spread of the ratings of a cell', () => {
  it('has the quartiles of the same examples', () => {
    expect(spreadOf([20, 6, 7, 8, 8, 10, 13, 15, 16, 3])).toEqual({
      ratings: 10,
      lowest: 3,
      lowerQuartile: 7,
      lowerMedian: 8,
      upperMedian: 10,
      upperQuartile: 15,
      highest: 20
    });
    expect(spreadOf([3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20])).toMatchObject({
      lowerQuartile: 7,
      lowerMedian: 9,
      upperMedian: 9,
      upperQuartile: 15
    });
  });

  it('has two medians where the middle falls between two levels, and never a level half-way', () => {
    expect(spreadOf([0, 3])).toMatchObject({ lowerMedian: 0, upperMedian: 3 });
    expect(spreadOf([0, 1, 1, 3])).toMatchObject({ lowerMedian: 1, upperMedian: 1 });
  });

  it('takes the middle half of four ratings as all of them', () => {
    expect(spreadOf([0, 1, 2, 3])).toMatchObject({ lowerQuartile: 0, upperQuartile: 3 });
  });

  it('is none where nobody rated', () => {
    expect(spreadOf([])).toBeNull();
  });

  it('is told by levels that somebody named, in order', () => {
    fc.assert(
      fc.property(ratings, (values) => {
        const spread = spreadOf(values);
        const shown = spread
          ? [
              spread.lowest,
              spread.lowerQuartile,
              spread.lowerMedian,
              spread.upperMedian,
              spread.upperQuartile,
              spread.highest
            ]
          : [];
        expect(shown).toHaveLength(6);
        expect(shown.filter((value) => !values.includes(value))).toEqual([]);
        expect(shown).toEqual([...shown].sort((a, b) => a - b));
      })
    );
  });

  it('has at least half of the ratings between its quartiles', () => {
    fc.assert(
      fc.property(ratings, (values) => {
        const { lowerQuartile, upperQuartile } = spreadOf(values) ?? { lowerQuartile: 1, upperQuartile: 0 };
        expect(
          2 * values.filter((value) => lowerQuartile <= value && value <= upperQuartile).length
        ).toBeGreaterThanOrEqual(values.length);
      })
    );
  });

  it('turns round with the scale', () => {
    fc.assert(
      fc.property(ratings, (values) => {
        const spread = spreadOf(values);
        expect(spreadOf(values.map((value) => 6 - value))).toEqual(
          spread && {
            ratings: spread.ratings,
            lowest: 6 - spread.highest,
            lowerQuartile: 6 - spread.upperQuartile,
            lowerMedian: 6 - spread.upperMedian,
            upperMedian: 6 - spread.lowerMedian,
            upperQuartile: 6 - spread.lowerQuartile,
            highest: 6 - spread.lowest
          }
        );
      })
    );
  });
});
