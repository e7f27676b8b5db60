import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '#base/chance.ts';
import { alphaOf, intervalOf, type Alpha, type Metric } from '#rules/panels/krippendorff.ts';
import type { RatedCell } from '#rules/panels/rating.ts';
import { levelsOfChance, panelOf, panelOfChance } from '#kit/panels.ts';

/** Krippendorff (2011), section C: four observers, twelve units, some missing. Also the example of kripp.alpha in the R package irr. */
const fourObservers = panelOf(
  [
    '1 2 3 3 2 1 4 1 2 . . .',
    '1 2 3 3 2 2 4 1 2 5 . 3',
    '. 3 3 3 2 3 4 2 2 5 1 .',
    '1 2 3 3 2 4 4 1 2 5 1 .'
  ],
  '12345'
);

/** Hayes & Krippendorff (2007), table 1: the tone of forty newspaper articles, judged by five observers. */
const newspaperArticles = panelOf(
  [
    '1 1 2 . 0 0 1 1 2 2 . 0 1 3 1 1 2 1 1 0 0 0 2 0 1 0 0 1 1 1 1 2 2 3 2 2 2 2 2 1',
    '1 1 3 0 0 0 0 . 2 1 1 0 2 3 1 1 1 2 1 0 0 0 3 0 2 1 0 2 1 1 1 1 2 2 2 2 2 2 2 1',
    '2 0 3 0 0 0 2 2 2 1 0 0 2 2 1 1 2 3 0 0 1 . 3 0 . 1 0 1 2 2 0 2 . 2 2 3 2 . 2 1',
    '. 1 3 . . . . 0 . 1 0 0 2 2 . . . 3 1 . 1 0 3 0 2 1 1 2 2 . . 1 2 2 . . . 1 2 .',
    '2 . . 0 0 0 1 . 2 . . . . 3 1 1 2 . . 0 . 0 . . 2 . 0 . . 2 0 . 2 . 2 2 2 2 . 1'
  ],
  '0123'
);

/** The computational example of the encyclopedia Wikipedia, "Krippendorff's alpha": three coders, fifteen units. */
const threeCoders = panelOf(
  ['. . . . . 3 4 1 2 1 1 3 3 . 3', '1 . 2 1 3 3 4 3 . . . . . . .', '. . 2 1 3 4 4 . 2 1 1 3 3 . 4'],
  '1234'
);

describe('alpha as published', () => {
  const cases: readonly {
    source: string;
    cells: readonly RatedCell[];
    levels: number;
    metric: Metric;
    alpha: number;
    digits: number;
  }[] = [
    {
      source: 'Krippendorff (2011), A: two observers, binary',
      metric: 'nominal',
      alpha: 0.095,
      digits: 3,
      levels: 2,
      cells: panelOf(['0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0'], '01')
    },
    {
      source: 'Krippendorff (2011), B: two observers, five kinds',
      metric: 'nominal',
      alpha: 0.692,
      digits: 3,
      levels: 5,
      cells: panelOf(['a a b b d c c c e d d a', 'b a b b b c c c e d d d'], 'abcde')
    },
    {
      source: 'Krippendorff (2011), C',
      metric: 'nominal',
      alpha: 0.743,
      digits: 3,
      levels: 5,
      cells: fourObservers
    },
    {
      source: 'Krippendorff (2011), D',
      metric: 'ordinal',
      alpha: 0.815,
      digits: 3,
      levels: 5,
      cells: fourObservers
    },
    {
      source: 'Krippendorff (2011), D',
      metric: 'interval',
      alpha: 0.849,
      digits: 3,
      levels: 5,
      cells: fourObservers
    },
    {
      source: 'Hayes & Krippendorff (2007)',
      metric: 'ordinal',
      alpha: 0.7598,
      digits: 4,
      levels: 4,
      cells: newspaperArticles
    },
    {
      source: 'Hayes & Krippendorff (2007)',
      metric: 'nominal',
      alpha: 0.477,
      digits: 3,
      levels: 4,
      cells: newspaperArticles
    },
    {
      source: 'Hayes & Krippendorff (2007)',
      metric: 'interval',
      alpha: 0.757,
      digits: 3,
      levels: 4,
      cells: newspaperArticles
    },
    { source: 'Wikipedia', metric: 'nominal', alpha: 0.691, digits: 3, levels: 4, cells: threeCoders },
    { source: 'Wikipedia', metric: 'interval', alpha: 0.811, digits: 3, levels: 4, cells: threeCoders }
  ];

  it.each(cases)('is found again: $source, $metric, $alpha', ({ cells, levels, metric, alpha, digits }) => {
    const found = alphaOf(cells, levels, metric);
    expect(typeof found === 'number' ? found.toFixed(digits) : found).toBe(alpha.toFixed(digits));
  });
});

describe('where there is little to agree about', () => {
  it('there is no alpha without two ratings of one cell', () => {
    expect(alphaOf([], 4)).toBeNull();
    expect(alphaOf(panelOf(['0 1 . .', '. . 2 3'], '0123'), 4)).toBeNull();
  });

  it('one level only is no variation, be it with or without others in cells that one assessor rated', () => {
    expect(alphaOf(panelOf(['2 2 2', '2 2 .'], '0123'), 4)).toBe('no-variation');
    expect(alphaOf(panelOf(['2 2 0', '2 2 .'], '0123'), 4)).toBe('no-variation');
    expect(intervalOf(panelOf(['2 2 2', '2 2 .'], '0123'), 4, { random: chanceOf(1) })).toBeNull();
  });

  it('a value that is no level of the scale is a defect', () => {
    expect(() => alphaOf(panelOf(['0 4'], '01234'), 4)).toThrow(RangeError);
  });
});

const numberOf = (alpha: Alpha): number | undefined => (typeof alpha === 'number' ? alpha : undefined);
const shuffledFrom = <T>(list: readonly T[], seed: number): T[] => {
  const random = chanceOf(seed);
  return list
    .map((item) => ({ item, position: random() }))
    .sort((a, b) => a.position - b.position)
    .map(({ item }) => item);
};
const mixed = (cells: readonly RatedCell[], seed: number): RatedCell[] =>
  shuffledFrom(cells, seed).map((cell, index) => ({
    ...cell,
    ratings: shuffledFrom(cell.ratings, seed + index)
  }));
const metrics = fc.constantFrom<Metric>('nominal', 'ordinal', 'interval');
/** Yields panels from a real paper or at random: random ones alone seldom agree. */
const panels = fc.oneof(panelOfChance, fc.subarray(newspaperArticles, { minLength: 2 }));
const seeds = fc.integer();

describe('alpha of any panel', () => {
  it('does not change with the order of cities or assessors, not in the last digit', () => {
    fc.assert(
      fc.property(panels, metrics, seeds, (cells, metric, seed) => {
        expect(alphaOf(mixed(cells, seed), levelsOfChance, metric)).toBe(
          alphaOf(cells, levelsOfChance, metric)
        );
      })
    );
  });

  it('is never above 1', () => {
    fc.assert(
      fc.property(panels, metrics, (cells, metric) => {
        expect(numberOf(alphaOf(cells, levelsOfChance, metric)) ?? 1).toBeLessThanOrEqual(1);
      })
    );
  });

  it('is 1 where all agree on each city and two levels are in use, and only there', () => {
    fc.assert(
      fc.property(panels, metrics, (cells, metric) => {
        const alike = cells.map((cell, index) => ({
          ...cell,
          ratings: [0, 1, 2].map((who) => ({
            assessor: `${who}`,
            value: index === 0 ? 0 : (cell.ratings[0]?.value ?? 3)
          }))
        }));
        const used = new Set(alike.flatMap(({ ratings }) => ratings.map(({ value }) => value))).size;
        expect(alphaOf(alike, levelsOfChance, metric)).toBe(used > 1 ? 1 : 'no-variation');
        const [first, ...rest] = alike;
        const dissenting = first
          ? [
              {
                ...first,
                ratings: first.ratings.map((rating, who) => (who === 0 ? { ...rating, value: 1 } : rating))
              },
              ...rest
            ]
          : [];
        expect(numberOf(alphaOf(dissenting, levelsOfChance, metric))).toBeLessThan(1);
      })
    );
  });

  it('does not change with a city that one assessor rated', () => {
    fc.assert(
      fc.property(panels, metrics, fc.nat({ max: levelsOfChance - 1 }), (cells, metric, value) => {
        const more = [{ city: 'one more', ratings: [{ assessor: 'assessor 1', value }] }, ...cells];
        expect(alphaOf(more, levelsOfChance, metric)).toBe(alphaOf(cells, levelsOfChance, metric));
        const [before, after] = [cells, more].map((list) =>
          intervalOf(list, levelsOfChance, { random: chanceOf(5), metric, resamples: 50 })
        );
        expect(after).toEqual(before);
      })
    );
  });

  it('does not change where the scale is turned round', () => {
    fc.assert(
      fc.property(panels, metrics, (cells, metric) => {
        const turned = cells.map((cell) => ({
          ...cell,
          ratings: cell.ratings.map((rating) => ({ ...rating, value: levelsOfChance - 1 - rating.value }))
        }));
        const [before, after] = [
          alphaOf(cells, levelsOfChance, metric),
          alphaOf(turned, levelsOfChance, metric)
        ];
        if (typeof before === 'number') expect(after).toBeCloseTo(before, 10);
        else expect(after).toBe(before);
      })
    );
  });

  it('does not change with levels that nobody names, between others or next to them, as long as it is ordinal', () => {
    fc.assert(
      fc.property(panels, (cells) => {
        const wider = cells.map((cell) => ({
          ...cell,
          ratings: cell.ratings.map((rating) => ({ ...rating, value: 2 * rating.value + 1 }))
        }));
        expect(alphaOf(wider, 2 * levelsOfChance + 1)).toBe(alphaOf(cells, levelsOfChance));
      })
    );
  });
});

describe('the interval', () => {
  const of = (cells: readonly RatedCell[], seed: number, resamples = 1_000) =>
    intervalOf(cells, 4, { random: chanceOf(seed), resamples });

  it('is the same for the same seed, and another for another', () => {
    expect(of(newspaperArticles, 7)).toEqual(of(newspaperArticles, 7));
    expect(of(newspaperArticles, 7)).not.toEqual(of(newspaperArticles, 8));
  });

  it('of the forty newspaper articles lies around their alpha', () => {
    const interval = of(newspaperArticles, 7);
    expect(interval?.resamples).toBe(1_000);
    expect(interval?.from).toBeGreaterThan(0.6);
    expect(interval?.from).toBeLessThan(0.7598);
    expect(interval?.to).toBeGreaterThan(0.7598);
    expect(interval?.to).toBeLessThan(0.9);
  });

  it('is wider where more of the resampled alphas are to lie in it', () => {
    const [narrow, wide] = [0.5, 0.99].map((confidence) =>
      intervalOf(newspaperArticles, 4, { random: chanceOf(7), confidence })
    );
    expect((wide?.to ?? 0) - (wide?.from ?? 0)).toBeGreaterThan((narrow?.to ?? 0) - (narrow?.from ?? 0));
  });

  it('does not depend on the order of cities or assessors', () => {
    fc.assert(
      fc.property(panels, seeds, (cells, seed) => {
        expect(of(mixed(cells, seed), seed, 50)).toEqual(of(cells, seed, 50));
      })
    );
  });

  it('has its ends in order, and none above 1', () => {
    fc.assert(
      fc.property(panels, seeds, (cells, seed) => {
        const { from, to } = of(cells, seed, 200) ?? { from: 0, to: 0 };
        expect(from).toBeLessThanOrEqual(to);
        expect(to).toBeLessThanOrEqual(1);
      })
    );
  });

  it('draws a city with all its cells: they do not stand for themselves', () => {
    const cells = ['a', 'b'].flatMap((city, index) =>
      [0, 1, 2].map(() => ({
        city,
        ratings: [
          { assessor: '1', value: index },
          { assessor: '2', value: 1 }
        ]
      }))
    );
    const [first, second] = [cells.slice(0, 3), cells.slice(3)];
    const again = first.map((cell) => ({ ...cell, city: 'a again' }));
    const rendered = intervalOf(cells, 2, { random: chanceOf(3), confidence: 1 });
    expect(rendered).toMatchObject({
      from: alphaOf([...first, ...again], 2),
      to: alphaOf([...first, ...second], 2)
    });
  });

  it('leaves out resamples that had one level only', () => {
    const cells = panelOf(['0 1 1 1 1', '0 1 1 1 1'], '01');
    const interval = intervalOf(cells, 2, { random: chanceOf(3) });
    expect(interval).toMatchObject({ from: 1, to: 1 });
    expect(interval?.resamples).toBeGreaterThan(500);
    expect(interval?.resamples).toBeLessThan(800);
  });

  it('is refused where chance always draws the same city', () => {
    expect(() => intervalOf(panelOf(['0 1', '0 1'], '01'), 2, { random: () => 0 })).toThrow(
      'gives no chance'
    );
  });
});
