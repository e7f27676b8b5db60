/**
 * Tests the comparison in pages, files and the API: gaps stay gaps, and no number, total, mean or order of
 * cities is derived from levels.
 */
import { describe, expect, it } from 'vitest';
import type { Framework } from '#rules/framework/framework.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { parseConversionInput, figuresView } from '#lib/areas/comparison/figures-view.ts';
import { fundingFigures } from '#lib/areas/comparison/funding-view.ts';
import { isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { levelsTable, levelsView } from '#lib/areas/comparison/levels-view.ts';
import { mapTable, mapView } from '#lib/areas/comparison/map-view.ts';
import { matrixTable, matrixView } from '#lib/areas/comparison/matrix-view.ts';
import { profileTable, profileView } from '#lib/areas/comparison/profile-view.ts';
import { comparedLevels, comparedLevelsJson } from '#lib/server/api/comparison.ts';
import { comparisonCsv } from '#lib/server/comparison-file.ts';
import type {
  ComparedCity,
  ComparedLevels,
  ComparedStatements
} from '#server/areas/comparison/city-comparison.ts';
import { testFramework } from '#kit/people.ts';

const side = (id: string, position: number) => ({
  id,
  position,
  code: id.toUpperCase(),
  name: { en: id, zh: id },
  counterpart: { en: '', zh: '' },
  pilotTarget: 3
});
const city = (id: string, sideId: string, number: number, approved = false): ComparedCity => ({
  id: id as never,
  number,
  sideId,
  kind: 'city',
  name: { en: id, zh: id },
  shortName: { en: id, zh: id },
  parent: null,
  country: { en: '', zh: '' },
  latitude: 40,
  longitude: 116,
  isWithdrawn: false,
  status: {
    state: approved ? 'approved' : 'drafting',
    approved: approved ? { number: 2, hash: 'ab'.repeat(32), at: '2013-10-02T00:00:00.000Z' } : null
  },
  opens: { findings: true, response: true, panel: true }
});
const level = (id: string, order: number) => ({
  id,
  order,
  name: { en: id, zh: id },
  meaning: { en: '', zh: '' }
});
const rubric: Rubric = {
  id: 'r',
  status: { en: '', zh: '' },
  levels: [level('advanced', 3), level('basic', 1), level('fair', 2)],
  outOfLevel: [],
  rules: [],
  characteristics: []
};
const released = (cityId: string, outcome: ReleasedLevel['outcome'], at: string | null): ReleasedLevel => ({
  cityId,
  characteristic: 'stakeholders',
  outcome,
  level: at,
  reason: { en: 'Because', zh: '理由' },
  dissent: [{ name: null, sideId: 'eu', level: 'basic', opinion: { en: '=Less', zh: '' } }],
  round: 1,
  at: '2013-10-01T00:00:00.000Z',
  isOfOlderRubric: false,
  isBeingJudgedAgain: false
});
// Zagreb has the highest level and Bristol the lowest: an order by level would show.
const view = {
  study: {
    id: 's' as never,
    slug: 'study',
    sides: [side('eu', 0), side('cn', 1)]
  } as unknown as ComparedLevels['study'],
  framework: testFramework satisfies Framework,
  rubric,
  cities: [
    city('zagreb', 'eu', 1),
    city('bristol', 'eu', 2, true),
    city('lyon', 'eu', 3),
    city('haidian', 'cn', 1),
    city('korla', 'cn', 2)
  ],
  readAt: '2013-11-01T08:00:00.000Z',
  levels: [
    released('zagreb', 'level', 'advanced'),
    released('bristol', 'level', 'basic'),
    released('lyon', 'split', null),
    released('haidian', 'not-assessed', null)
  ]
} satisfies ComparedLevels;

const figure = {
  id: 'gdp',
  position: 0,
  section: 'general',
  label: { en: 'GDP', zh: '地区生产总值' },
  value: 100,
  valueTo: null,
  valueText: null,
  unit: 'currency',
  currency: 'CNY',
  comparator: 'gt' as const,
  referenceYear: '2012',
  note: { en: 'Output, not value added', zh: '' },
  caveat: 'DN-08',
  source: '5.1.1'
};
const statements = {
  ...view,
  stated: new Map([
    [
      'haidian' as never,
      {
        records: [],
        indicators: [
          figure,
          { ...figure, id: 'share', section: 'stakeholders', unit: 'percent', currency: null, value: 90 }
        ]
      }
    ]
  ])
} satisfies ComparedStatements;

const textOf = async (response: Response): Promise<string> =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());

/** Yields every key and every leaf value of any structure that is sent. */
function* entries(value: unknown, key = ''): Generator<readonly [string, unknown]> {
  if (value instanceof Map) yield* entries(Object.fromEntries(value), key);
  else if (Array.isArray(value)) for (const one of value) yield* entries(one, key);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* entries(inner, name);
  else yield [key, value];
}

const everything = () => ({
  matrix: matrixView(view, 'name'),
  matrixFile: matrixTable(view, 'list'),
  levels: levelsView(view, 'stakeholders'),
  all: levelsView(view, null),
  levelsFile: levelsTable(view),
  profile: profileView(view, statements, ['bristol', 'zagreb']),
  profileFile: profileTable(profileView(view, statements, ['bristol'])),
  map: mapView(view, { side: '', state: '', characteristic: 'stakeholders', level: '' }),
  api: comparedLevelsJson(view)
});

describe('a city that has withdrawn', () => {
  it('stays in matrix, profile, map and files, with the word', () => {
    const left = {
      ...view,
      cities: view.cities.map((one) => ({ ...one, isWithdrawn: one.id === ('lyon' as never) }))
    };
    const rows = matrixView(left, 'name').sides.flatMap((one) => one.rows);
    expect(rows.filter(({ text }) => text.startsWith('withdrawn')).map(({ city: { id } }) => id)).toEqual([
      'lyon'
    ]);
    expect(profileView(left, statements, ['lyon']).cities[0]?.text).toMatch(/^withdrawn/);
    expect(matrixTable(left, 'list').rows.map(([, , state]) => state?.text.startsWith('withdrawn'))).toEqual([
      false,
      false,
      true,
      false,
      false
    ]);
    const map = mapView(left, { side: '', state: '', characteristic: '', level: '' });
    expect(map.shown).toBe(5);
    expect(
      mapTable(map)
        .rows.filter((cells) => cells[2]?.text.startsWith('withdrawn'))
        .map(([name]) => name?.text)
    ).toEqual(['lyon']);
  });
});

describe('nothing ranks', () => {
  it('no key of page, file or API speaks of a total, a mean, a score or a rank (R133)', () => {
    const names = [...entries(everything())]
      .map(([name]) => name)
      .filter((name) => /total|mean|average|score|rank|sum\b|points?Of|weight/i.test(name));
    // The meaning of a level and the sentence that nothing is ranked.
    expect([...new Set(names)].filter((name) => name !== 'meaning')).toEqual([]);
  });

  it('no number of a city comes of its levels: only places of a sign on the scale, list numbers, positions, versions and rounds (R133)', () => {
    const { api, matrix, profile, map } = everything();
    const numeric = [...entries({ api, matrix, profile, map })]
      .filter(([, value]) => typeof value === 'number')
      .map(([name]) => name);
    expect([...new Set(numeric)].sort()).toEqual([
      'all',
      'latitude',
      'longitude',
      'number',
      'of',
      'pilotTarget',
      'position',
      'round',
      'shown'
    ]);
  });

  it('cities stand by side, then by name or as listed, whatever their levels; and every list keeps to it (R144)', () => {
    const first = (rows: readonly (readonly { text: string }[])[]) => rows.map(([head]) => head?.text);
    const byName = ['bristol', 'lyon', 'zagreb', 'haidian', 'korla'];
    expect(first(matrixTable(view, 'name').rows)).toEqual(byName);
    expect(first(matrixTable(view, 'list').rows)).toEqual(['zagreb', 'bristol', 'lyon', 'haidian', 'korla']);
    expect(
      mapView(view, { side: '', state: '', characteristic: 'stakeholders', level: '' }).sides.flatMap(
        ({ cities }) => cities.map(({ id }) => id)
      )
    ).toEqual(byName);
    expect(comparedLevelsJson(view).cities.map(({ id }) => id)).toEqual([
      'zagreb',
      'bristol',
      'lyon',
      'haidian',
      'korla'
    ]);
    const none = levelsView({ ...view, levels: [] }, 'stakeholders').lists.find(({ id }) => id === 'none');
    expect(none?.sides.flatMap(({ cities }) => cities.map(({ id }) => id))).toEqual(byName);
  });

  it('headings of files name characteristics and facts, and no total', async () => {
    const { matrixFile, levelsFile, profileFile } = everything();
    const headings = [matrixFile, levelsFile, profileFile].flatMap(({ columns }) =>
      columns.map(({ label }) => label)
    );
    expect(headings.filter((heading) => /total|mean|average|score|rank|sum/i.test(heading))).toEqual([]);
    const file = await textOf(comparisonCsv('matrix', matrixFile, levelsView(view, null).chartCaption));
    expect(file).toContain('The framework compares; it does not rank.');
    expect(file).toContain('bristol (version 2, abababababab, 2 October 2013)');
    expect(file).toContain('zagreb (Drafting)');
  });
});

describe('levels', () => {
  it('are one chart and one table that say the same', () => {
    const { spec, table } = levelsView(view, 'stakeholders');
    expect(spec.series.map(({ name, points }) => [name, points.map(({ value }) => value)])).toEqual([
      ['basic', [1, 0]],
      ['fair', [0, 0]],
      ['advanced', [1, 0]],
      ['Not assessed', [0, 1]],
      ['Not applicable', [0, 0]],
      ['Panel divided', [1, 0]],
      ['No released level', [0, 1]]
    ]);
    expect(table.rows.map((row) => row.slice(1).map(({ text }) => text))).toEqual([
      ['eu', '1 of 2', '0 of 2', '1 of 2', '0', '0', '1', '0'],
      ['cn', '–', '–', '–', '1', '0', '0', '1']
    ]);
  });

  it('say of how many cities a share is, and that few are few', () => {
    expect(levelsView(view, 'stakeholders').denominators).toEqual([
      'eu: 2 of 3 cities have a level here (outside the levels: 1; no released level: 0).',
      'eu: so few cities have a level that a share in per cent would say more than is known.',
      'cn: 0 of 2 cities have a level here (outside the levels: 1; no released level: 1).'
    ]);
  });

  it('go out over the API in the shape that it describes, without the names of who dissents', () => {
    const answer = comparedLevels.parse(comparedLevelsJson(view));
    expect(answer.scale.map(({ id }) => id)).toEqual(['basic', 'fair', 'advanced']);
    expect(answer.levels[0]).toMatchObject({
      city: 'zagreb',
      outcome: 'level',
      level: 'advanced',
      dissent: [{ side: 'eu', level: 'basic' }]
    });
    expect(JSON.stringify(answer)).not.toContain('userId');
  });

  it('are filtered on the map by what they are, a divided panel apart from a level', () => {
    const shown = (figuresFor: string) =>
      mapView(view, { side: '', state: '', characteristic: 'stakeholders', level: figuresFor }).sides.flatMap(
        ({ cities }) => cities.map(({ id }) => id)
      );
    expect([shown('level-basic'), shown('split'), shown('not-assessed'), shown('none')]).toEqual([
      ['bristol'],
      ['lyon'],
      ['haidian'],
      ['korla']
    ]);
    expect(
      mapTable(mapView(view, { side: 'cn', state: 'drafting', characteristic: '', level: 'split' })).rows.map(
        ([head]) => head?.text
      )
    ).toEqual(['haidian', 'korla']);
  });
});

describe('figures', () => {
  const figuresFor = (query: string) =>
    figuresView(statements, 'general:gdp', parseConversionInput(new URLSearchParams(query)));

  it('stand with comparator, year, note, caution and source; a city without one has a gap and no bar (R226, R228, R231)', () => {
    const found = figuresFor('');
    const rows = found?.table.rows.map((row) => row.map(({ text }) => text));
    expect(rows?.find(([name]) => name === 'haidian')).toEqual([
      'haidian',
      'CN',
      'GDP',
      'more than CNY 100',
      '2012',
      '⚠ Caution: Output, not value added',
      'section 5.1.1',
      'Drafting, not approved'
    ]);
    expect(rows?.find(([name]) => name === 'korla')).toEqual(['korla', 'CN', '', '–', '', '', '', '']);
    expect(
      found?.charts.map(({ categories, series }) => [
        categories,
        series.flatMap(({ points }) => points.map(({ value }) => value))
      ])
    ).toEqual([[['haidian ⚠'], [100]]]);
    expect(found?.missing).toContain('korla');
  });

  it('are converted only by a named rate, which then stands in table, warning and file', () => {
    expect(figuresFor('')?.table.columns.map(({ label }) => label)).not.toContain('Converted (EUR)');
    expect(figuresFor('from=CNY&to=EUR&rate=0.12')).toMatchObject({ faults: ['date', 'source'] });
    const converted = figuresFor('from=CNY&to=eur&rate=0.12&date=2012-12-31&source=ECB');
    expect(
      converted?.table.rows
        .find(([head]) => head?.text === 'haidian')
        ?.map(({ text }) => text)
        .slice(3, 5)
    ).toEqual(['more than CNY 100', 'more than EUR 12']);
    const conversionNote =
      'Converted at 1 CNY = 0.12 EUR, 31 December 2012, ECB. The printed figure stands beside it.';
    expect(converted?.warnings).toContain(conversionNote);
    expect(converted?.chartCaption.sources).toContain(conversionNote);
  });

  it('stand in the file with a number and a unit, with which a user calculates', async () => {
    const found = figuresFor('from=CNY&to=eur&rate=0.12&date=2012-12-31&source=ECB');
    if (!found) throw new Error('The study has the figure');
    const lines = (await textOf(comparisonCsv('figures', found.table, found.chartCaption))).split('\r\n');
    expect(lines[0]).toContain('"As printed","As printed: number","As printed: unit","Converted (EUR)"');
    expect(lines.find((line) => line.includes('"haidian"'))).toContain(
      '"more than CNY 100",100,"CNY","more than EUR 12",12,"EUR","2012"'
    );
  });

  it('of funding are reported where shares do not add up', () => {
    expect(fundingFigures(statements, 'stakeholders').reports).toEqual([
      'haidian: the shares printed here add up to 90 %, not to 100. What remains is not given.'
    ]);
  });

  it('open to the response for those who may read it, and to nothing for others', () => {
    const closed = {
      ...statements,
      cities: statements.cities.map((one) => ({
        ...one,
        opens: { findings: false, response: false, panel: false }
      }))
    };
    const hrefs = (of: typeof statements) =>
      figuresView(of, 'general:gdp', parseConversionInput(new URLSearchParams()))?.table.rows.flatMap(
        ([head]) => head?.href ?? []
      );
    expect(hrefs(statements)).toEqual([
      '/studies/study/assessments/haidian/smart-city-strategy?text=response'
    ]);
    expect(hrefs(closed)).toEqual([]);
  });
});

it('files take nothing for a formula', async () => {
  const file = await textOf(
    comparisonCsv(
      'profile',
      profileTable(profileView(view, statements, ['bristol'])),
      levelsView(view, null).chartCaption
    )
  );
  expect(file.startsWith('\ufeff')).toBe(true);
  const { chartCaption } = levelsView(view, null);
  expect(
    await textOf(
      comparisonCsv('x', { columns: [{ label: '=1+1' }], rows: [[{ text: '@SUM(A1)' }]] }, chartCaption)
    )
  ).toMatch(/^\ufeff"'=1\+1"\r\n"'@SUM\(A1\)"\r\n/);
});

it('a study without a framework has nothing to compare yet', () => {
  expect(isFramed({ ...view, framework: null })).toBe(false);
});
