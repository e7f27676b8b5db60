/**
 * Compares thirty cities, as far as this reader may know: levels, figures and records, each city with the
 * version of the text that they come from. What is withheld is absent, and looks the same as what does not
 * exist. Nothing here adds up, averages or orders cities.
 */
import type { City } from '#rules/cities/city.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { CityId } from '#base/ids.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { Indicator, ResponseRecord } from '#rules/framework/record.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import type { Study } from '#rules/study/study.ts';
import { visibleVersions } from '#rules/versions/version-sight.ts';
import type { AssessmentState } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { listApprovalVersions } from '#areas/approval';
import { listAssessments, type Assessment } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { findFramework, findRubric } from '#areas/framework';
import type { Db, Store } from '#server/store/open.ts';
import { listIndicatorsByCity, listRecordsByCity } from '#areas/answers';
import type { VersionSummary } from '#areas/versions';
import type { Levels } from '#areas/panels';
import { studySubject } from '#areas/study';

/** Describes the text that the compared content comes from: an approved version, or a draft in a state. */
export interface TextStatus {
  readonly state: AssessmentState;
  /** The newest; null while nothing is approved. */
  readonly approved: { readonly number: number; readonly hash: string; readonly at: string } | null;
}

export interface ComparedCity extends Pick<
  City,
  'id' | 'number' | 'sideId' | 'kind' | 'name' | 'shortName' | 'parent' | 'country' | 'latitude' | 'longitude'
> {
  /** A withdrawn city stays in every view with that label. */
  readonly isWithdrawn: boolean;
  /** Null for a reader who may not see the city's assessment. */
  readonly status: TextStatus | null;
  /** Says which texts this reader may open, and whether they may open the panel. */
  readonly opens: { readonly findings: boolean; readonly response: boolean; readonly panel: boolean };
}

export interface Compared {
  readonly study: Study;
  readonly framework: Framework | null;
  readonly rubric: Rubric | null;
  /** In the study's order of sides and lists. */
  readonly cities: readonly ComparedCity[];
  /** ISO-8601 in UTC: levels and drafts go on changing. */
  readonly readAt: string;
}

export type ComparedLevels = Compared & { readonly levels: readonly ReleasedLevel[] };

export interface StatedByCity {
  readonly records: readonly ResponseRecord[];
  readonly indicators: readonly Indicator[];
}

/** A city whose response the reader may not read is absent, like one that states nothing. */
export type ComparedStatements = Compared & { readonly stated: ReadonlyMap<CityId, StatedByCity> };

interface CityComparisonTools {
  readonly store: Store;
  readonly now: () => Date;
  readonly levels: Levels;
}

const read = readsOf<CityComparisonTools>();

const comparedLevels = read(
  { name: 'city-comparison.levels', subject: studySubject },
  async ({ db, deps: { now, levels }, actor, grants, subject: { study } }): Promise<ComparedLevels> => {
    const [released, view] = await Promise.all([
      levels.list(actor, study.slug),
      compared(db, { study, grants }, now())
    ]);
    return { ...view, levels: take(released) };
  }
);

const statements = read(
  { name: 'city-comparison.statements', subject: studySubject },
  async ({ db, deps: { now }, grants, subject: { study } }): Promise<ComparedStatements> => {
    const view = await compared(db, { study, grants }, now());
    const open = view.cities.filter(({ opens }) => opens.response).map(({ id }) => id);
    const [records, indicators] = await Promise.all([
      listRecordsByCity(db, study.id, open),
      listIndicatorsByCity(db, study.id, open)
    ]);
    const answered = open.filter((id) => records.has(id) || indicators.has(id));
    return {
      ...view,
      stated: new Map(
        answered.map((id) => [id, { records: records.get(id) ?? [], indicators: indicators.get(id) ?? [] }])
      )
    };
  }
);

export type CityComparison = ReturnType<typeof createCityComparison>;

export const createCityComparison = (tools: CityComparisonTools) =>
  bind(tools, { levels: comparedLevels, statements });

async function compared(
  db: Db,
  { study, grants }: { readonly study: Study; readonly grants: readonly Grant[] },
  at: Date
): Promise<Compared> {
  const [listed, versions, cities, framework, rubric] = await Promise.all([
    listAssessments(db, study.id),
    listApprovalVersions(db, study.id),
    listCities(db, study.id),
    findFramework(db, study.id),
    findRubric(db, study.id)
  ]);
  const assessments = new Map(listed.map((one) => [one.cityId, one]));
  const sides = study.sides.map(({ id }) => id);
  return {
    study,
    framework: framework ?? null,
    rubric: rubric ?? null,
    cities: cities
      .toSorted((a, b) => sides.indexOf(a.sideId) - sides.indexOf(b.sideId) || a.number - b.number)
      .map((city) => cityFrom(city, assessments.get(city.id), grants, versions)),
    readAt: at.toISOString()
  };
}

function cityFrom(
  city: City,
  assessment: Assessment | undefined,
  grants: readonly Grant[],
  versions: readonly VersionSummary[]
): ComparedCity {
  const { id, number, sideId, kind, name, shortName, parent, country, latitude, longitude } = city;
  const row = {
    id,
    number,
    sideId,
    kind,
    name,
    shortName,
    parent,
    country,
    latitude,
    longitude,
    isWithdrawn: city.withdrawal !== null
  };
  const abilities = assessment && assessmentAbilitiesOf(grants, assessment);
  if (!assessment || !abilities?.has('assessment.see'))
    return { ...row, status: null, opens: { findings: false, response: false, panel: false } };
  const { state } = assessment;
  const own = versions.filter((version) => version.subject === `findings:${id}`);
  // Only in this state is the newest version that was put before the chairs an approved one.
  const approved =
    state === 'approved' ? visibleVersions(abilities, { kind: 'findings', state }, own)[0] : undefined;
  return {
    ...row,
    status: {
      state,
      approved: approved ? { number: approved.number, hash: approved.hash, at: approved.at } : null
    },
    opens: {
      findings: abilities.has('findings.read'),
      response: abilities.has('response.read'),
      panel: abilities.has('panel.see')
    }
  };
}
