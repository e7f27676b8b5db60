/** The pilots on the map and in the list beside it, as the reader filters them: by side, state, and where a characteristic stands. */
import { matrixOf, outsideLevels, scaleOf, type Standing } from '#domain/matrix.ts';
import type { City, Side } from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import { assessmentStates, type AssessmentState } from '#domain/workflow.ts';
import type { DataTable, Footing } from '#lib/charts/spec.ts';
import { anyStateWord } from '#lib/i18n/study-words.ts';
import type { Mark } from '#lib/ui/level-mark.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedLevels } from '#server/services/comparison.ts';
import { footingOf, orderedCities, type Framed } from './footing.ts';
import { inReaders, levelName, markOf, nothingJudged, outsideName, standingWord } from './words.ts';

export interface MapFilter {
  readonly side: string;
  readonly state: string;
  readonly characteristic: string;
  readonly level: string;
}

export interface MappedCity extends Pick<City, 'id' | 'shortName' | 'sideId' | 'latitude' | 'longitude'> {
  readonly isWithdrawn: boolean;
  readonly state: AssessmentState | null;
  /** Where the chosen characteristic stands. */
  readonly standing: { readonly mark: Mark; readonly word: string } | null;
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
  /** Name of the chosen characteristic. */
  readonly characteristic: Bilingual | null;
  readonly footing: Footing;
}

/** How a standing is asked for in an address. */
const keyOf = (standing: Standing): string =>
  standing.kind === 'level' ? `level-${standing.level}` : standing.kind;

export function mapView(view: Framed<ComparedLevels>, asked: MapFilter): MapView {
  const rubric = view.rubric ?? nothingJudged;
  const scale = scaleOf(rubric.levels);
  const chosen = view.framework.characteristics.find(({ id }) => id === asked.characteristic);
  const any: Option = { value: '', label: m.comparison_any() };
  const levels: Option[] = [
    ...scale.map(({ id }) => ({ value: `level-${id}`, label: levelName(rubric, id) })),
    ...outsideLevels.map((kind) => ({ value: kind, label: outsideName(rubric, kind) })),
    { value: 'none', label: m.comparison_none() }
  ];
  // A level is one of a characteristic: without one it filters nothing.
  const level = chosen ? (levels.find(({ value }) => value === asked.level)?.value ?? '') : '';
  const filter: MapFilter = {
    side: view.study.sides.find(({ id }) => id === asked.side)?.id ?? '',
    state: assessmentStates.find((state) => state === asked.state) ?? '',
    characteristic: chosen?.id ?? '',
    level
  };
  const cities = matrixOf(orderedCities(view, 'name'), chosen ? [chosen] : [], view.levels, scale)
    .map(({ city, cells: [cell] }) => ({ city, cell }))
    .filter(
      ({ city, cell }) =>
        (filter.side === '' || city.sideId === filter.side) &&
        (filter.state === '' || city.standing?.state === filter.state) &&
        (filter.level === '' || (cell !== undefined && keyOf(cell.standing) === filter.level))
    );
  const mapped = cities.map(({ city, cell }): MappedCity => {
    const { id, shortName, sideId, latitude, longitude, standing, isWithdrawn } = city;
    return {
      id,
      shortName,
      sideId,
      latitude,
      longitude,
      isWithdrawn,
      state: standing?.state ?? null,
      standing: cell
        ? { mark: markOf(rubric, cell.standing), word: standingWord(rubric, cell.standing) }
        : null
    };
  });
  return {
    filter,
    options: {
      sides: [any, ...view.study.sides.map(({ id, name }) => ({ value: id, label: inReaders(name) }))],
      states: [any, ...assessmentStates.map((state) => ({ value: state, label: anyStateWord(state) }))],
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
    footing: footingOf(view, mapped)
  };
}

/** The list as a file. */
export function mapTable({ sides, characteristic }: MapView): DataTable {
  return {
    caption: m.comparison_map_title(),
    columns: [
      m.comparison_city(),
      m.comparison_side(),
      m.comparison_filter_state(),
      ...(characteristic ? [inReaders(characteristic)] : [])
    ].map((label) => ({ label })),
    rows: sides.flatMap(({ side, cities }) =>
      cities.map(({ shortName, isWithdrawn, state, standing }) =>
        [
          inReaders(shortName),
          inReaders(side.name),
          [isWithdrawn ? m.study_city_withdrawn() : '', state ? anyStateWord(state) : '']
            .filter((word) => word !== '')
            .join(m.study_join()),
          ...(standing ? [standing.word] : [])
        ].map((text) => ({ text }))
      )
    )
  };
}
