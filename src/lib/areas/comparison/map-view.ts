/**
 * Builds the pilots on the map and in the list next to it, as the reader filters them: by side, state, and
 * result in one characteristic.
 */
import { matrixOf, outsideLevels, scaleOf, type CellStatus } from '#rules/comparison/matrix.ts';
import type { City } from '#rules/cities/city.ts';
import type { Side } from '#rules/study/study.ts';
import type { Bilingual } from '#base/locale.ts';
import { assessmentStates, type AssessmentState } from '#base/states.ts';
import type { DataTable, ChartCaption } from '#lib/charts/spec.ts';
import { anyStateLabel } from '#lib/i18n/study-labels.ts';
import type { Mark } from '#lib/ui/level-mark.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedLevels } from '#areas/comparison';
import { chartCaptionOf, orderedCities, type Framed } from './chart-caption.ts';
import {
  inReaders,
  levelName,
  markOf,
  noRubricNames,
  outsideName,
  statusLabel
} from './comparison-labels.ts';

export interface MapFilter {
  readonly side: string;
  readonly state: string;
  readonly characteristic: string;
  readonly level: string;
}

export interface MappedCity extends Pick<City, 'id' | 'shortName' | 'sideId' | 'latitude' | 'longitude'> {
  readonly isWithdrawn: boolean;
  readonly state: AssessmentState | null;
  /** In the chosen characteristic. */
  readonly status: { readonly mark: Mark; readonly label: string } | null;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface MapView {
  readonly filter: MapFilter;
  readonly options: {
    readonly sides: readonly Option[];
    readonly states: readonly Option[];
    readonly characteristics: readonly Option[];
    readonly levels: readonly Option[];
  };
  readonly sides: readonly { readonly side: Side; readonly cities: readonly MappedCity[] }[];
  readonly shown: number;
  readonly all: number;
  /** Holds the name of the chosen characteristic. */
  readonly characteristic: Bilingual | null;
  readonly chartCaption: ChartCaption;
}

/** Returns the value that selects a status in a query string. */
const keyOf = (status: CellStatus): string =>
  status.kind === 'level' ? `level-${status.level}` : status.kind;

export function mapView(view: Framed<ComparedLevels>, selected: MapFilter): MapView {
  const rubric = view.rubric ?? noRubricNames;
  const scale = scaleOf(rubric.levels);
  const chosen = view.framework.characteristics.find(({ id }) => id === selected.characteristic);
  const any: Option = { value: '', label: m.filter_any() };
  const levels: Option[] = [
    ...scale.map(({ id }) => ({ value: `level-${id}`, label: levelName(rubric, id) })),
    ...outsideLevels.map((kind) => ({ value: kind, label: outsideName(rubric, kind) })),
    { value: 'none', label: m.comparison_none() }
  ];
  // A level belongs to a characteristic: without one it filters nothing.
  const level = chosen ? (levels.find(({ value }) => value === selected.level)?.value ?? '') : '';
  const filter: MapFilter = {
    side: view.study.sides.find(({ id }) => id === selected.side)?.id ?? '',
    state: assessmentStates.find((state) => state === selected.state) ?? '',
    characteristic: chosen?.id ?? '',
    level
  };
  const cities = matrixOf(orderedCities(view, 'name'), chosen ? [chosen] : [], view.levels, scale)
    .map(({ city, cells: [cell] }) => ({ city, cell }))
    .filter(
      ({ city, cell }) =>
        (filter.side === '' || city.sideId === filter.side) &&
        (filter.state === '' || city.status?.state === filter.state) &&
        (filter.level === '' || (cell !== undefined && keyOf(cell.status) === filter.level))
    );
  const mapped = cities.map(({ city, cell }): MappedCity => {
    const { id, shortName, sideId, latitude, longitude, status, isWithdrawn } = city;
    return {
      id,
      shortName,
      sideId,
      latitude,
      longitude,
      isWithdrawn,
      state: status?.state ?? null,
      status: cell ? { mark: markOf(rubric, cell.status), label: statusLabel(rubric, cell.status) } : null
    };
  });
  return {
    filter,
    options: {
      sides: [any, ...view.study.sides.map(({ id, name }) => ({ value: id, label: inReaders(name) }))],
      states: [any, ...assessmentStates.map((state) => ({ value: state, label: anyStateLabel(state) }))],
      characteristics: [
        any,
        ...[...view.framework.characteristics]
          .sort((a, b) => a.number - b.number)
          .map(({ id, number, name }) => ({ value: id, label: `${number} ${inReaders(name)}` }))
      ],
      levels: [any, ...levels]
    },
    sides: view.study.sides.map((side) => ({
      side,
      cities: mapped.filter(({ sideId }) => sideId === side.id)
    })),
    shown: mapped.length,
    all: view.cities.length,
    characteristic: chosen?.name ?? null,
    chartCaption: chartCaptionOf(view, mapped)
  };
}

/** Builds the list as a file. */
export function mapTable({ sides, characteristic }: MapView): DataTable {
  return {
    caption: m.comparison_map_title(),
    columns: [
      m.label_city(),
      m.label_side(),
      m.label_state(),
      ...(characteristic ? [inReaders(characteristic)] : [])
    ].map((label) => ({ label })),
    rows: sides.flatMap(({ side, cities }) =>
      cities.map(({ shortName, isWithdrawn, state, status }) =>
        [
          inReaders(shortName),
          inReaders(side.name),
          [isWithdrawn ? m.study_city_withdrawn() : '', state ? anyStateLabel(state) : '']
            .filter((label) => label !== '')
            .join(m.study_join()),
          ...(status ? [status.label] : [])
        ].map((text) => ({ text }))
      )
    )
  };
}
