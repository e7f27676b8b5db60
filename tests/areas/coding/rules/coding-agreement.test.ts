/** Shows R169: agreement of two coders per code, with an interval, as published examples have it. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '#base/chance.ts';
import {
  agreementOfPasses,
  agreementPerCode,
  kappaOf,
  shareOf,
  type CodedUnit,
  type Estimate,
  type UnitCode
} from '#rules/coding/coding-agreement.ts';

const unitsOf = (count: number, cities = 1): CodedUnit[] =>
  Array.from({ length: count }, (_, index) => ({ id: `unit-${index}`, city: `city-${index % cities}` }));

/** Returns the codings of one coder, from a row of marks: 1 where the unit bears the code. */
const codingsOf = (marks: string, code = 'code'): UnitCode[] =>
  Array.from(marks).flatMap((mark, index) => (mark === '1' ? [{ unit: `unit-${index}`, code }] : []));

const chanceFor = () => chanceOf(1);
const rounded = ({ value, from, to }: Estimate, digits: number): number[] =>
  [value, from, to].map((one) => Number(one.toFixed(digits)));
const numeric = (measure: Estimate | 'no-variation' | undefined): Estimate => {
  if (measure === undefined || measure === 'no-variation') throw new Error('There is no number.');
  return measure;
};

describe('kappa as published', () => {
  it('has the value and the interval of the diagnoses of 100 patients in Fleiss, Levin & Paik (2003), table 18.1', () => {
    const diagnoses = [
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10]
    ];
    // The book gives kappa 0.68 and the standard error 0.087.
    const { value, from, to } = numeric(kappaOf(diagnoses));
    expect(value).toBeCloseTo(0.676, 3);
    expect((to - from) / (2 * 1.96)).toBeCloseTo(0.087, 2);
  });

  it.each([
    ['psychotic', [75, 5, 5, 15], 0.69],
    ['neurotic', [4, 6, 1, 89], 0.5],
    ['organic', [10, 0, 5, 85], 0.77]
  ] as const)('has the value of the single diagnosis %s in the same table', (_, [a, b, c, d], kappa) => {
    expect(
      numeric(
        kappaOf([
          [a, b],
          [c, d]
        ])
      ).value
    ).toBeCloseTo(kappa, 2);
  });

  it('has no value for a single unit, which tells nothing of chance', () => {
    expect(
      kappaOf([
        [0, 1],
        [0, 0]
      ])
    ).toBe('no-variation');
  });

  it('has no value where both coders use one category only', () => {
    expect(
      kappaOf([
        [0, 0],
        [0, 12]
      ])
    ).toBe('no-variation');
    expect(
      kappaOf([
        [0, 0],
        [0, 0]
      ])
    ).toBe('no-variation');
  });
});

describe('the interval of a share as published', () => {
  it.each([
    [81, 263, [0.308, 0.2553, 0.3662]],
    [15, 148, [0.1014, 0.0624, 0.1605]],
    [0, 20, [0, 0, 0.1611]],
    [1, 29, [0.0345, 0.0061, 0.1718]]
  ] as const)('is that of Newcombe (1998) for %i of %i', (part, all, expected) => {
    const share = shareOf(part, all);
    expect(rounded(share, 4).slice(1)).toEqual(expected.slice(1));
    expect(share.value).toBeCloseTo(expected[0], 4);
  });
});

describe('agreement of two coders per code', () => {
  it('has the alpha of Krippendorff (2011), section A, for two observers and two values', () => {
    const [agreement] = agreementPerCode(unitsOf(10), codingsOf('0100000010'), codingsOf('1110010000'), {
      chanceFor
    });
    expect(agreement).toMatchObject({ units: 10, both: 1, firstOnly: 1, secondOnly: 3, neither: 5 });
    expect(numeric(agreement?.alpha).value).toBeCloseTo(0.095, 3);
    expect(agreement?.percent.value).toBe(60);
    expect(numeric(agreement?.kappa).value).toBeCloseTo(0.091, 3);
  });

  it('follows the order of the code book, and leaves out codes that nobody used', () => {
    const all = agreementPerCode(
      unitsOf(4),
      [...codingsOf('1100', 'b'), ...codingsOf('1000', 'z')],
      codingsOf('0110', 'a'),
      { chanceFor, codes: ['a', 'b', 'c'] }
    );
    expect(all.map(({ code }) => code)).toEqual(['a', 'b', 'z']);
  });

  it('counts a passage once that a coder marked twice, and no passage outside the pass', () => {
    const [agreement] = agreementPerCode(
      unitsOf(5),
      [...codingsOf('11000'), ...codingsOf('11000'), { unit: 'elsewhere', code: 'code' }],
      codingsOf('11000'),
      { chanceFor }
    );
    expect(agreement).toMatchObject({ units: 5, both: 2, firstOnly: 0, secondOnly: 0, neither: 3 });
    expect(agreement?.kappa).toMatchObject({ value: 1, from: 1, to: 1 });
    expect(agreement?.alpha).toMatchObject({ value: 1, from: 1, to: 1 });
    // Five units that agree do not show that a hundred would.
    expect(agreement?.percent.from).toBeLessThan(60);
  });

  it('has no corrected measure where every unit bears the code', () => {
    const [agreement] = agreementPerCode(unitsOf(3), codingsOf('111'), codingsOf('111'), { chanceFor });
    expect(agreement).toMatchObject({
      percent: { value: 100, to: 100 },
      kappa: 'no-variation',
      alpha: 'no-variation'
    });
  });

  it('reports nothing without units', () => {
    expect(agreementPerCode([], codingsOf('1'), codingsOf('1'), { chanceFor })).toEqual([]);
  });

  it('resamples cities where there are enough, and single units otherwise', () => {
    const [few] = agreementPerCode(unitsOf(12, 4), codingsOf('110011001100'), codingsOf('100011001110'), {
      chanceFor
    });
    const [many] = agreementPerCode(unitsOf(12, 6), codingsOf('110011001100'), codingsOf('100011001110'), {
      chanceFor
    });
    expect([few?.resampled, many?.resampled]).toEqual(['units', 'cities']);
    expect(numeric(few?.alpha).value).toBe(numeric(many?.alpha).value);
  });

  it('does not depend on which coder is called the first, and contains its value in each interval', () => {
    const marks = fc.array(fc.boolean(), { minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(marks, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (first, flips) => {
        const row = (bits: readonly boolean[]): string => bits.map((bit) => (bit ? '1' : '0')).join('');
        const second = first.map((bit) => ((flips.next().value as number) < 3 ? !bit : bit));
        const units = unitsOf(first.length, 3);
        const [ahead] = agreementPerCode(units, codingsOf(row(first)), codingsOf(row(second)), { chanceFor });
        const [back] = agreementPerCode(units, codingsOf(row(second)), codingsOf(row(first)), { chanceFor });
        expect(back?.percent).toEqual(ahead?.percent);
        expect(back?.alpha).toEqual(ahead?.alpha);
        for (const measure of [ahead?.percent, ahead?.kappa, ahead?.alpha]) {
          if (measure === undefined || measure === 'no-variation') continue;
          expect(measure.from).toBeLessThanOrEqual(measure.value + 1e-9);
          expect(measure.to).toBeGreaterThanOrEqual(measure.value - 1e-9);
        }
      }),
      { numRuns: 25, seed: 18 }
    );
  });
});

describe('agreement of two closed passes', () => {
  const unit = (city: string, block: number): string => `passage city ${city} mobility b${block}`;
  const cities = ['bristol', 'haidian', 'lyon', 'malmo', 'tallinn', 'wuxi'];
  const units = cities.flatMap((city) => [1, 2, 3].map((block) => unit(city, block)));
  const pass = (chosen: readonly string[]) =>
    chosen.map((one) => ({ unit: one, codeId: 'trust', codingIds: ['any'] }));

  it('is the same whenever it is computed, and resamples the cities of which the units speak', () => {
    const passes = { units, first: pass(units.slice(0, 8)), second: pass(units.slice(2, 9)) };
    const [agreement] = agreementOfPasses(passes, ['trust']);
    expect(agreement).toMatchObject({ code: 'trust', both: 6, firstOnly: 2, secondOnly: 1, neither: 9 });
    expect(agreement?.resampled).toBe('cities');
    expect(agreementOfPasses(passes, ['trust'])).toEqual([agreement]);
  });
});
