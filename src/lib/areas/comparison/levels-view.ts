/**
 * Counts the cities of each side at each level: as a chart, its table, and the cities by name. Shares are of
 * cities; a single city has none.
 */
import { fewCities, sharesOf, type SideShares } from '#rules/comparison/level-shares.ts';
import { outsideLevels, scaleOf } from '#rules/comparison/matrix.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Side } from '#rules/study/study.ts';
import { sideSign } from '#rules/study/side-words.ts';
import { locale } from '#lib/i18n/locale.ts';
import type { ChartSpec, DataTable, ChartCaption, Point, Series } from '#lib/charts/spec.ts';
import type { Mark } from '#lib/ui/level-mark.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedLevels } from '#areas/comparison';
import { chartCaptionOf, orderedCities, profileAddress, type Framed } from './chart-caption.ts';
import { levelLook, outsideLooks } from './looks.ts';
import { citiesWithLevels } from './matrix-view.ts';
import { inReaders, levelName, noRubricNames, outsideName } from './comparison-labels.ts';

export interface LevelsView {
  readonly selected: string | null;
  readonly characteristics: readonly {
    readonly id: string;
    readonly number: number;
    readonly name: Bilingual;
  }[];
  readonly spec: ChartSpec;
  readonly table: DataTable;
  /** Names what the shares are of, side by side; for one characteristic only. */
  readonly denominators: readonly string[];
  /** For one characteristic only. */
  readonly lists: readonly {
    readonly id: string;
    readonly mark: Mark;
    readonly name: string;
    readonly sides: readonly {
      readonly side: Side;
      readonly cities: readonly { readonly id: string; readonly name: Bilingual; readonly href: string }[];
    }[];
  }[];
  readonly isEmpty: boolean;
  readonly chartCaption: ChartCaption;
}

interface Row {
  readonly characteristic: { readonly id: string; readonly number: number; readonly name: Bilingual };
  readonly side: Side;
  readonly shares: SideShares<ComparedCity>;
}

export function levelsView(view: Framed<ComparedLevels>, selected: string | null): LevelsView {
  const characteristics = [...view.framework.characteristics]
    .sort((a, b) => a.number - b.number)
    .map(({ id, number, name }) => ({ id, number, name }));
  const one = characteristics.find(({ id }) => id === selected);
  const rows = rowsOf(view, one ? [one] : characteristics);
  return {
    selected: one?.id ?? null,
    characteristics,
    spec: specOf(view, rows, one),
    table: tableOf(view, rows, one !== undefined),
    denominators: one ? rows.flatMap(({ side, shares }) => denominator(side, shares)) : [],
    lists: one ? listsOf(view, rows, one.id) : [],
    isEmpty: view.levels.length === 0,
    chartCaption: chartCaptionOf(view, citiesWithLevels(view, one?.id))
  };
}

/** Of all characteristics, whichever the page shows. */
export const levelsTable = (view: Framed<ComparedLevels>): DataTable =>
  tableOf(view, rowsOf(view, view.framework.characteristics), false);

function rowsOf(view: Framed<ComparedLevels>, characteristics: readonly Row['characteristic'][]): Row[] {
  const cities = orderedCities(view, 'name');
  return characteristics.flatMap((characteristic) => {
    const shares = sharesOf(
      characteristic.id,
      cities,
      view.study.sides,
      view.levels,
      view.rubric?.levels ?? []
    );
    return view.study.sides.flatMap((side, index) =>
      shares[index] ? { characteristic, side, shares: shares[index] } : []
    );
  });
}

function denominator(
  side: Side,
  { withLevel, cities, none, outside, earlier }: SideShares<ComparedCity>
): string[] {
  const name = inReaders(side.name);
  const outsideCount = earlier.length + outside.reduce((sum, one) => sum + one.cities.length, 0);
  return [
    m.comparison_denominator({
      side: name,
      level: withLevel,
      cities,
      outside: outsideCount,
      none: none.length
    }),
    ...(withLevel > 0 && withLevel < fewCities ? [m.comparison_few({ side: name })] : [])
  ];
}

/** Returns the count, followed by the share in per cent only where there are enough cities for one. */
export function shareLabel(count: number, of: number, percent: number | null): string {
  if (of === 0) return m.comparison_gap_mark();
  return percent === null || of < fewCities
    ? m.comparison_count_of({ count, of })
    : m.comparison_count_percent({ count, of, percent: Math.round(percent) });
}

function specOf(
  view: Framed<ComparedLevels>,
  rows: readonly Row[],
  one: Row['characteristic'] | undefined
): ChartSpec {
  const rubric = view.rubric ?? noRubricNames;
  const scale = scaleOf(rubric.levels);
  const counted = (cities: readonly unknown[], name: string, of: number): Point => ({
    value: cities.length,
    label: cities.length === 0 ? '' : String(cities.length),
    announcement: m.comparison_point_outside({ name, count: cities.length, of })
  });
  const series: Series[] = [
    ...scale.map((level, index) => ({
      name: inReaders(level.name),
      look: levelLook(index, scale.length),
      points: rows.map(({ shares }) => {
        const { cities = [], percent = null } = shares.levels[index] ?? {};
        return {
          value: cities.length,
          label: cities.length === 0 ? '' : String(cities.length),
          announcement:
            shares.withLevel === 0
              ? m.comparison_point_nobody({ level: inReaders(level.name) })
              : m.comparison_point_level({
                  level: inReaders(level.name),
                  share: shareLabel(cities.length, shares.withLevel, percent)
                })
        };
      })
    })),
    ...(rows.some(({ shares }) => shares.earlier.length > 0)
      ? [
          {
            name: m.comparison_earlier_scale(),
            look: outsideLooks.earlier,
            points: rows.map(({ shares }) =>
              counted(shares.earlier, m.comparison_earlier_scale(), shares.cities)
            )
          }
        ]
      : []),
    ...outsideLevels.map((kind) => ({
      name: outsideName(rubric, kind),
      look: outsideLooks[kind],
      points: rows.map(({ shares }) =>
        counted(
          shares.outside.find((each) => each.kind === kind)?.cities ?? [],
          outsideName(rubric, kind),
          shares.cities
        )
      )
    })),
    {
      name: m.comparison_none(),
      look: outsideLooks.none,
      points: rows.map(({ shares }) => counted(shares.none, m.comparison_none(), shares.cities))
    }
  ];
  const title = one
    ? m.comparison_levels_chart({ characteristic: `${one.number} ${inReaders(one.name)}` })
    : m.comparison_levels_chart({ characteristic: m.label_all_characteristics() });
  return {
    id: one ? `levels-${one.id}` : 'levels',
    title,
    summary: one
      ? m.comparison_levels_summary({
          sides: rows.flatMap(({ side, shares }) => denominator(side, shares)).join(' ')
        })
      : m.comparison_levels_summary_all(),
    axis: m.label_city_count(),
    categories: rows.map(({ characteristic, side }) =>
      one
        ? inReaders(side.name)
        : `${characteristic.number} ${inReaders(characteristic.name)} · ${sideSign(side, locale())}`
    ),
    series,
    bars: 'stacked',
    isCount: true,
    max: Math.max(1, ...rows.map(({ shares }) => shares.cities))
  };
}

function tableOf(view: Framed<ComparedLevels>, rows: readonly Row[], isOne: boolean): DataTable {
  const rubric = view.rubric ?? noRubricNames;
  const scale = scaleOf(rubric.levels);
  const address = (id: string, anchor = ''): string =>
    `/studies/${view.study.slug}/comparison/levels?characteristic=${id}${anchor}`;
  const hasEarlier = rows.some(({ shares }) => shares.earlier.length > 0);
  const figure = (label: string) => ({ label, isFigure: true });
  return {
    caption: m.comparison_levels_title(),
    columns: [
      { label: m.label_characteristic() },
      { label: m.label_side() },
      ...scale.map(({ name }) => figure(inReaders(name))),
      ...(hasEarlier ? [figure(m.comparison_earlier_scale())] : []),
      ...outsideLevels.map((kind) => figure(outsideName(rubric, kind))),
      figure(m.comparison_none())
    ],
    rows: rows.map(({ characteristic: { id, number, name }, side, shares }) => {
      const opens = (list: string, count: number): string | undefined =>
        count > 0 ? address(id, `#${list}`) : undefined;
      return [
        { text: `${number} ${inReaders(name)}`, href: isOne ? undefined : address(id) },
        { text: inReaders(side.name) },
        ...shares.levels.map(({ level, cities, percent }) => ({
          text: shareLabel(cities.length, shares.withLevel, percent),
          href: opens(`level-${level}`, cities.length)
        })),
        ...(hasEarlier
          ? [{ text: String(shares.earlier.length), href: opens('earlier', shares.earlier.length) }]
          : []),
        ...shares.outside.map(({ kind, cities }) => ({
          text: String(cities.length),
          href: opens(kind, cities.length)
        })),
        { text: String(shares.none.length) }
      ];
    })
  };
}

function listsOf(
  view: Framed<ComparedLevels>,
  rows: readonly Row[],
  characteristic: string
): LevelsView['lists'] {
  const rubric = view.rubric ?? noRubricNames;
  const scale = scaleOf(rubric.levels);
  const sides = (pick: (shares: SideShares<ComparedCity>) => readonly ComparedCity[]) =>
    rows.map(({ side, shares }) => ({
      side,
      cities: pick(shares).map(({ id, shortName }) => ({
        id,
        name: shortName,
        href: profileAddress(view, id, characteristic)
      }))
    }));
  const hasEarlier = rows.some(({ shares }) => shares.earlier.length > 0);
  return [
    ...scale.map(({ id }, index) => ({
      id: `level-${id}`,
      mark: { kind: 'level' as const, position: index + 1, of: scale.length },
      name: levelName(rubric, id),
      sides: sides((shares) => shares.levels[index]?.cities ?? [])
    })),
    ...(hasEarlier
      ? [
          {
            id: 'earlier',
            mark: { kind: 'earlier' as const },
            name: m.comparison_earlier_scale(),
            sides: sides((shares) => shares.earlier)
          }
        ]
      : []),
    ...outsideLevels.map((kind) => ({
      id: kind,
      mark: { kind },
      name: outsideName(rubric, kind),
      sides: sides((shares) => shares.outside.find((one) => one.kind === kind)?.cities ?? [])
    })),
    {
      id: 'none',
      mark: { kind: 'none' as const },
      name: m.comparison_none(),
      sides: sides((shares) => shares.none)
    }
  ];
}
