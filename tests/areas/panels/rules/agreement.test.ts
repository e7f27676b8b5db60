import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { agreementOf, pairAgreementOf } from '#rules/panels/agreement.ts';
import { chanceOf } from '#base/chance.ts';
import { alphaOf, intervalOf } from '#rules/panels/krippendorff.ts';
import { fewestCities } from '#rules/panels/rating.ts';
import { levelsOfChance, panelOf, panelOfChance } from '#kit/panels.ts';

const agreementFor = (lines: readonly string[]) =>
  agreementOf(panelOf(lines, '0123'), 4, { random: chanceOf(1) });

describe('chance', () => {
  it('follows from its seed as mulberry32 has it', () => {
    const [zero, one] = [chanceOf(0), chanceOf(1)];
    expect([zero(), one()]).toEqual([0.26642920868471265, 0.6270739405881613]);
  });
});

describe('agreement by pairs', () => {
  it('is the share of pairs of assessors of a city that named the same level', () => {
    // Two of two; one of three; none of one; and the last city has no pair.
    expect(pairAgreementOf(panelOf(['0 1 2 3', '0 1 3 .', '. 2 . .'], '0123'))).toEqual({
      pairs: 5,
      same: 2,
      percent: 40
    });
  });

  it('of the two observers of Krippendorff (2011), B, is nine of twelve', () => {
    const twoObservers = panelOf(['a a b b d c c c e d d a', 'b a b b b c c c e d d d'], 'abcde');
    expect(pairAgreementOf(twoObservers)).toEqual({ pairs: 12, same: 9, percent: 75 });
  });

  it('is none without a pair', () => {
    expect(pairAgreementOf(panelOf(['0 .', '. 1'], '01'))).toBeNull();
  });

  it('does not change with the order of cities or assessors, with a city that one rated, or with the scale turned round', () => {
    fc.assert(
      fc.property(panelOfChance, (cells) => {
        const agreed = pairAgreementOf(cells);
        expect(
          pairAgreementOf(cells.map((cell) => ({ ...cell, ratings: cell.ratings.toReversed() })).toReversed())
        ).toEqual(agreed);
        expect(
          pairAgreementOf([...cells, { city: 'one more', ratings: [{ assessor: 'assessor 1', value: 0 }] }])
        ).toEqual(agreed);
        expect(
          pairAgreementOf(
            cells.map((cell) => ({
              ...cell,
              ratings: cell.ratings.map((one) => ({ ...one, value: 3 - one.value }))
            }))
          )
        ).toEqual(agreed);
      })
    );
  });

  it('is complete where alpha is 1, and only there or where nothing varies', () => {
    fc.assert(
      fc.property(panelOfChance, (cells) => {
        const alike = cells.map((cell, index) => ({
          ...cell,
          ratings: cell.ratings.map((one) => ({ ...one, value: index % levelsOfChance }))
        }));
        for (const panel of [cells, alike]) {
          const [agreed, alpha] = [pairAgreementOf(panel), alphaOf(panel, levelsOfChance)];
          expect(agreed?.percent === 100).toBe(alpha === 1 || alpha === 'no-variation');
        }
      })
    );
  });
});

describe('what is said of a panel', () => {
  it('is that there are too few cities, below five that two assessors rated', () => {
    expect(agreementFor(['0 1 2 3 0', '0 1 2 3 .'])).toEqual({
      kind: 'too-few',
      cities: 4,
      needed: fewestCities
    });
    expect(agreementFor(['0 1 2 3 0', '. . . . .'])).toEqual({
      kind: 'too-few',
      cities: 0,
      needed: fewestCities
    });
    expect(agreementFor(['0 1 2 3 0', '0 1 2 3 0'])).toMatchObject({ kind: 'computed', cities: 5 });
  });

  it('counts cities, not cells: five characteristics of one city are too few', () => {
    const cells = panelOf(['0 1 2 3 0', '0 1 2 3 0'], '0123').map((cell) => ({ ...cell, city: 'one city' }));
    expect(agreementOf(cells, 4, { random: chanceOf(1) })).toEqual({
      kind: 'too-few',
      cities: 1,
      needed: fewestCities
    });
  });

  it('is that nothing varies, where all name one level of all cities', () => {
    expect(agreementFor(['2 2 2 2 2', '2 2 2 2 2'])).toEqual({
      kind: 'no-variation',
      cities: 5,
      cells: 5,
      assessors: 2,
      ratings: 10,
      value: 2
    });
  });

  it('is what it rests on, agreement by pairs, and alpha with its interval', () => {
    const lines = ['0 1 2 3 0 1', '0 1 2 2 0 .', '0 2 2 3 . .'];
    const cells = panelOf(lines, '0123');
    expect(agreementFor(lines)).toEqual({
      kind: 'computed',
      cities: 5,
      cells: 5,
      assessors: 3,
      ratings: 14,
      pairs: 13,
      same: 9,
      percent: 900 / 13,
      alpha: alphaOf(cells, 4),
      interval: intervalOf(cells, 4, { random: chanceOf(1) })
    });
  });

  it('takes cells of several characteristics as those of their cities', () => {
    const [one, other] = [
      panelOf(['0 1 2 3 0', '0 1 2 2 0'], '0123'),
      panelOf(['1 1 2 3 .', '2 1 2 3 .'], '0123')
    ];
    expect(agreementOf([...one, ...other], 4, { random: chanceOf(1) })).toMatchObject({
      kind: 'computed',
      cities: 5,
      cells: 9,
      assessors: 2,
      ratings: 18
    });
  });
});
