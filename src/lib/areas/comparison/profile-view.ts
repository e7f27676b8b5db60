/**
 * Builds the view of one city, or of two side by side: level, reason and dissent of each characteristic, with
 * size, kind and starting point.
 */
import { matrixOf, scaleOf } from '#rules/comparison/matrix.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Side } from '#rules/study/study.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import type { Indicator } from '#rules/framework/record.ts';
import { sideInSentence } from '#rules/study/side-words.ts';
import { locale } from '#lib/i18n/locale.ts';
import type { DataTable, ChartCaption } from '#lib/charts/spec.ts';
import type { Mark } from '#lib/ui/level-mark.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ComparedCity, ComparedLevels, ComparedStatements } from '#areas/comparison';
import {
  chartCaptionOf,
  orderedCities,
  panelAddress,
  statusText,
  textAddress,
  type Framed
} from './chart-caption.ts';
import { inReaders, levelName, markOf, noRubricNames, statusLabel } from './comparison-labels.ts';

export interface ProfileCell {
  readonly mark: Mark;
  readonly label: string;
  readonly notes: readonly string[];
  readonly reason: Bilingual | null;
  readonly dissent: readonly { readonly who: string; readonly opinion: Bilingual }[];
  readonly textHref: string | null;
  readonly panelHref: string | null;
}

export interface ProfiledCity {
  readonly city: Pick<ComparedCity, 'id' | 'name' | 'shortName' | 'kind' | 'parent' | 'country'>;
  readonly side: Side;
  readonly text: string;
  /** Holds the indicators of the city as a whole, as printed. */
  readonly facts: readonly Indicator[];
  readonly factsHref: string | null;
  readonly cells: ReadonlyMap<string, ProfileCell>;
}

export interface ProfileView {
  /** Lists the cities to choose from, by side and name. */
  readonly groups: readonly {
    readonly side: Side;
    readonly cities: readonly { readonly id: string; readonly name: Bilingual }[];
  }[];
  readonly characteristics: readonly {
    readonly id: string;
    readonly number: number;
    readonly name: Bilingual;
  }[];
  /** Holds one or two cities. */
  readonly cities: readonly ProfiledCity[];
  readonly chartCaption: ChartCaption;
}

/** Names the section of figures on the city as a whole. */
const general = 'general';

/** Builds the view of one or two `ids`; without any, of the first city in the order of the page. */
export function profileView(
  view: Framed<ComparedLevels>,
  { stated }: Pick<ComparedStatements, 'stated'>,
  ids: readonly string[]
): ProfileView {
  const all = orderedCities(view, 'name');
  const selected = [...new Set(ids)].flatMap((id) => all.find((city) => city.id === id) ?? []).slice(0, 2);
  const chosen = selected.length > 0 ? selected : all.slice(0, 1);
  const characteristics = [...view.framework.characteristics]
    .sort((a, b) => a.number - b.number)
    .map(({ id, number, name }) => ({ id, number, name }));
  return {
    groups: view.study.sides.map((side) => ({
      side,
      cities: all
        .filter(({ sideId }) => sideId === side.id)
        .map(({ id, shortName }) => ({ id, name: shortName }))
    })),
    characteristics,
    cities: chosen.flatMap((city) => {
      const side = view.study.sides.find(({ id }) => id === city.sideId);
      const facts = stated.get(city.id)?.indicators.filter(({ section }) => section === general) ?? [];
      if (!side) return [];
      const { id, name, shortName, kind, parent, country } = city;
      return {
        city: { id, name, shortName, kind, parent, country },
        side,
        text: statusText(city),
        facts,
        factsHref:
          facts.length > 0 && characteristics[0]
            ? (textAddress(view, city, 'response', characteristics[0].id) ?? null)
            : null,
        cells: cellsOf(view, city)
      };
    }),
    chartCaption: chartCaptionOf(view, chosen)
  };
}

function cellsOf(view: Framed<ComparedLevels>, city: ComparedCity): Map<string, ProfileCell> {
  const rubric = view.rubric ?? noRubricNames;
  const nameOfSide = (id: string): Bilingual =>
    view.study.sides.find((side) => side.id === id)?.name ?? { en: id, zh: id };
  const who = ({ name, sideId, level }: ReleasedLevel['dissent'][number]): string => {
    const side =
      name === null
        ? sideInSentence(nameOfSide(sideId), locale(), { startsSentence: true })
        : m.name_of_side({ name: inReaders(name), side: inReaders(nameOfSide(sideId)) });
    return level === null
      ? m.comparison_dissent_plain({ side })
      : m.comparison_dissent_of({ side, level: levelName(rubric, level) });
  };
  const [row] = matrixOf([city], view.framework.characteristics, view.levels, scaleOf(rubric.levels));
  return new Map(
    (row?.cells ?? []).map(({ characteristic, status, released }) => [
      characteristic,
      {
        mark: markOf(rubric, status),
        label: statusLabel(rubric, status),
        notes: [
          ...(released?.isOfOlderRubric ? [m.comparison_older_rubric()] : []),
          ...(released?.isBeingJudgedAgain ? [m.comparison_judged_again()] : [])
        ],
        reason: released?.reason ?? null,
        dissent: (released?.dissent ?? []).map((voice) => ({ who: who(voice), opinion: voice.opinion })),
        textHref: textAddress(view, city, 'findings', characteristic) ?? null,
        panelHref: released ? (panelAddress(view, city, characteristic) ?? null) : null
      }
    ])
  );
}

/** Builds a row for each characteristic; for each city its level, the reason and the dissent. */
export function profileTable({ characteristics, cities }: ProfileView): DataTable {
  const named = (city: ProfiledCity, what: string): string =>
    `${inReaders(city.city.shortName)}${m.study_colon()}${what}`;
  return {
    caption: m.comparison_profile_title(),
    columns: [
      m.label_characteristic(),
      ...cities.flatMap((city) => [
        named(city, m.label_level()),
        named(city, m.label_reason()),
        named(city, m.comparison_dissent())
      ])
    ].map((label) => ({ label })),
    rows: characteristics.map(({ id, number, name }) => [
      { text: `${number} ${inReaders(name)}` },
      ...cities.flatMap(({ cells }) => {
        const cell = cells.get(id);
        const dissent = (cell?.dissent ?? [])
          .map(({ who, opinion }) => `${who}${m.study_colon()}${inReaders(opinion)}`)
          .join(' ');
        return [
          { text: cell?.label ?? '' },
          { text: cell?.reason ? inReaders(cell.reason) : '' },
          { text: dissent }
        ];
      })
    ])
  };
}
