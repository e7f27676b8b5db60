/**
 * Builds the matrix for its page and as a table: cities by characteristics in a fixed order, no row or column
 * added up.
 */
import type { CityOrder } from '#rules/cities/city.ts';
import type { Side } from '#rules/study/study.ts';
import { matrixOf, outsideLevels, scaleOf } from '#rules/comparison/matrix.ts';
import type { Bilingual } from '#base/locale.ts';
import type { DataTable, ChartCaption } from '#lib/charts/spec.ts';
import type { Mark } from '#lib/ui/level-mark.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedLevels } from '#areas/comparison';
import { chartCaptionOf, orderedCities, profileAddress, statusText, type Framed } from './chart-caption.ts';
import { inReaders, markOf, noRubricNames, outsideName, statusLabel } from './comparison-labels.ts';

export interface MatrixView {
  readonly order: CityOrder;
  readonly characteristics: readonly {
    readonly id: string;
    readonly number: number;
    readonly name: Bilingual;
  }[];
  readonly sides: readonly {
    readonly side: Side;
    readonly rows: readonly {
      readonly city: Pick<ComparedCity, 'id' | 'number' | 'shortName'>;
      readonly text: string;
      readonly href: string;
      readonly cells: readonly {
        readonly mark: Mark;
        readonly label: string;
        readonly href: string | null;
        readonly note: string;
      }[];
    }[];
  }[];
  readonly legend: readonly { readonly mark: Mark; readonly name: string; readonly meaning: string }[];
  readonly isEmpty: boolean;
  readonly chartCaption: ChartCaption;
}

function rowsOf(view: Framed<ComparedLevels>, order: CityOrder) {
  const rubric = view.rubric ?? noRubricNames;
  return matrixOf(
    orderedCities(view, order),
    view.framework.characteristics,
    view.levels,
    scaleOf(rubric.levels)
  );
}

export function matrixView(view: Framed<ComparedLevels>, order: CityOrder): MatrixView {
  const rubric = view.rubric ?? noRubricNames;
  const rows = rowsOf(view, order);
  const scale = scaleOf(rubric.levels);
  return {
    order,
    characteristics: [...view.framework.characteristics]
      .sort((a, b) => a.number - b.number)
      .map(({ id, number, name }) => ({ id, number, name })),
    sides: view.study.sides.map((side) => ({
      side,
      rows: rows
        .filter(({ city }) => city.sideId === side.id)
        .map(({ city, cells }) => ({
          city: { id: city.id, number: city.number, shortName: city.shortName },
          text: statusText(city),
          href: profileAddress(view, city.id),
          cells: cells.map(({ characteristic, status, released }) => ({
            mark: markOf(rubric, status),
            label: status.kind === 'none' ? m.comparison_none_short() : statusLabel(rubric, status),
            // Reason, dissent and the link to the text are shown together in the profile.
            href: released ? profileAddress(view, city.id, characteristic) : null,
            note: [
              released?.isOfOlderRubric ? m.comparison_older_rubric() : '',
              released?.isBeingJudgedAgain ? m.comparison_judged_again() : ''
            ]
              .filter(Boolean)
              .join(' ')
          }))
        }))
    })),
    legend: [
      ...scale.map((level, index) => ({
        mark: { kind: 'level' as const, position: index + 1, of: scale.length },
        name: inReaders(level.name),
        meaning: m.comparison_legend_level({
          position: index + 1,
          count: scale.length,
          meaning: inReaders(level.meaning)
        })
      })),
      ...outsideLevels.map((kind) => ({
        mark: { kind },
        name: outsideName(rubric, kind),
        meaning: outsideMeanings[kind]()
      })),
      ...(rows.some(({ cells }) => cells.some(({ status }) => status.kind === 'earlier'))
        ? [
            {
              mark: { kind: 'earlier' as const },
              name: m.comparison_earlier_scale(),
              meaning: m.comparison_legend_earlier()
            }
          ]
        : []),
      { mark: { kind: 'none' as const }, name: m.comparison_none(), meaning: m.comparison_legend_none() }
    ],
    isEmpty: view.levels.length === 0,
    chartCaption: chartCaptionOf(view, citiesWithLevels(view))
  };
}

const outsideMeanings = {
  'not-assessed': m.comparison_legend_not_assessed,
  'not-applicable': m.comparison_legend_not_applicable,
  split: m.comparison_legend_split
} as const;

/** Returns the cities with a released level, or with a released result that there is none. */
export const citiesWithLevels = (view: ComparedLevels, characteristic?: string): ComparedCity[] =>
  view.cities.filter(({ id }) =>
    view.levels.some(
      (one) => one.cityId === id && (characteristic === undefined || one.characteristic === characteristic)
    )
  );

export function matrixTable(view: Framed<ComparedLevels>, order: CityOrder): DataTable {
  const rubric = view.rubric ?? noRubricNames;
  const sideName = (id: string): string =>
    inReaders(view.study.sides.find((side) => side.id === id)?.name ?? { en: id, zh: id });
  return {
    caption: m.comparison_matrix_title(),
    columns: [
      m.label_city(),
      m.label_side(),
      m.label_text(),
      ...[...view.framework.characteristics]
        .sort((a, b) => a.number - b.number)
        .map(({ number, name }) => `${number} ${inReaders(name)}`)
    ].map((label) => ({ label })),
    rows: rowsOf(view, order).map(({ city, cells }) =>
      [
        inReaders(city.shortName),
        sideName(city.sideId),
        statusText(city),
        ...cells.map(({ status }) => statusLabel(rubric, status))
      ].map((text) => ({ text }))
    )
  };
}
