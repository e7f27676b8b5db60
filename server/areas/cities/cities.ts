/**
 * Manages the pilots of a study: what they are, where they are, how each was checked against its own side's
 * criteria. Lists are ordered by side and name, or as printed; nothing here orders by state or level.
 */
import {
  needsSelectionReason,
  substitutesFor,
  surplusOf,
  type City,
  type Criterion,
  type CriterionCheck
} from '#rules/cities/city.ts';
import type { Side, Study } from '#rules/study/study.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import type { Indicator } from '#rules/framework/record.ts';
import type { AssessmentState } from '#base/states.ts';
import { findAssessment, listAssessments, type Assessment, findFrameworkOfCity } from '#areas/assessments';
import { listCities, listChecks, listChecksOf, listCriteria } from './store/cities.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import { edit, withdraw, requestProfile, check } from './city-edits.ts';

/** Its state is null for a reader who may not see its assessment. */
export type CitySummary = City & { readonly state: AssessmentState | null };

export interface CheckedCriterion extends Criterion {
  readonly check: CriterionCheck;
}

type Named = Pick<City, 'id' | 'shortName'>;

export interface CityView {
  readonly study: Study;
  readonly side: Side;
  readonly city: City;
  /** Null for a reader who may not see it; then figures and checks are absent as well. */
  readonly assessment:
    | (Pick<Assessment, 'state' | 'answersProfile' | 'version'> & {
        readonly abilities: Abilities<AssessmentAbility>;
      })
    | null;
  /** Of the city's framework; null where it has none. */
  readonly profile: Bilingual | null;
  readonly indicators: readonly Indicator[];
  readonly criteria: readonly CheckedCriterion[];
  readonly needsReason: boolean;
  /** Names the city that replaces a withdrawn city. */
  readonly substitute: Named | null;
  /** Lists the withdrawn cities that this city replaces. */
  readonly substitutedFor: readonly Named[];
  /** Lists the cities that the secretariat may name as substitute; empty for everyone else. */
  readonly substitutes: readonly Named[];
  readonly mayEdit: boolean;
}

export interface CriteriaView {
  readonly study: Study;
  readonly sides: readonly {
    readonly side: Side;
    readonly criteria: readonly Criterion[];
    readonly cities: readonly (City & {
      readonly checks: readonly CriterionCheck[];
      readonly needsReason: boolean;
    })[];
    /** Negative where cities are missing, positive where there are too many. */
    readonly surplus: number;
  }[];
}

interface CityTools extends CommandDeps {
  readonly listIndicators: (db: Db, studyId: StudyId, cityId: City['id']) => Promise<readonly Indicator[]>;
}
const read = readsOf<CityTools>();

const seenAssessments = async (db: Db, study: Study, grants: readonly Grant[]): Promise<Assessment[]> =>
  (await listAssessments(db, study.id)).filter((assessment) =>
    assessmentAbilitiesOf(grants, assessment).has('assessment.see')
  );

const list = read(
  { name: 'cities.list', subject: studySubject },
  async ({ db, subject: { study }, grants }): Promise<CitySummary[]> => {
    const seen = await seenAssessments(db, study, grants);
    const states = new Map(seen.map(({ cityId, state }) => [cityId, state]));
    return (await listCities(db, study.id)).map((city) => ({ ...city, state: states.get(city.id) ?? null }));
  }
);

const load = read(
  { name: 'cities.load', subject: studySubject },
  async ({ db, deps, subject: { study }, grants, abilities }, cityId: string): Promise<CityView> => {
    const cities = await listCities(db, study.id);
    const city = cities.find(({ id }) => id === cityId);
    const side = study.sides.find((candidate) => candidate.id === city?.sideId);
    if (!city || !side) throw refused('not-found');
    const found = await findAssessment(db, study.id, city.id);
    const ofAssessment = found && assessmentAbilitiesOf(grants, found);
    const seen = found && ofAssessment?.has('assessment.see') ? { ...found, abilities: ofAssessment } : null;
    const checks = seen ? await listChecksOf(db, study.id, city.id) : [];
    const criteria = seen
      ? (await listCriteria(db, study.id)).filter((criterion) => criterion.sideId === side.id)
      : [];
    return {
      study,
      side,
      city: seen ? city : { ...city, selectionReason: null },
      assessment: seen && {
        state: seen.state,
        answersProfile: seen.answersProfile,
        version: seen.version,
        abilities: seen.abilities
      },
      profile: (await findFrameworkOfCity(db, study.id, city.id))?.profile?.title ?? null,
      indicators: seen?.abilities.has('response.read')
        ? await deps.listIndicators(db, study.id, city.id)
        : [],
      criteria: criteria.map((criterion) => ({ ...criterion, check: checkOf(checks, criterion) })),
      needsReason: needsSelectionReason(checks),
      substitute: cities.filter(({ id }) => id === city.withdrawal?.substituteId).map(nameOf)[0] ?? null,
      substitutedFor: cities.filter(({ withdrawal }) => withdrawal?.substituteId === city.id).map(nameOf),
      substitutes: abilities.has('study.edit') ? substitutesFor(city, cities).map(nameOf) : [],
      mayEdit: abilities.has('study.edit')
    };
  }
);

const criteria = read(
  { name: 'cities.criteria', subject: studySubject },
  async ({ db, subject: { study }, grants }): Promise<CriteriaView> => {
    const cities = await listCities(db, study.id);
    const all = await listCriteria(db, study.id);
    const checks = await listChecks(db, study.id);
    const seen = new Set((await seenAssessments(db, study, grants)).map(({ cityId }) => cityId));
    return {
      study,
      sides: study.sides.map((side) => ({
        side,
        criteria: all.filter((criterion) => criterion.sideId === side.id),
        surplus: surplusOf(side, cities),
        cities: cities
          .filter((city) => city.sideId === side.id && seen.has(city.id))
          .map((city) => ({
            ...city,
            checks: checks.get(city.id) ?? [],
            needsReason: needsSelectionReason(checks.get(city.id) ?? [])
          }))
      }))
    };
  }
);

export type Cities = ReturnType<typeof createCities>;

export const createCities = (deps: CityTools) =>
  bind(deps, { list, load, criteria, edit, withdraw, requestProfile, check });

const notChecked = { result: 'unknown', note: { en: '', zh: '' }, evidence: '', version: 0 } as const;

const checkOf = (checks: readonly CriterionCheck[], criterion: Criterion): CriterionCheck =>
  checks.find((check) => check.criterionId === criterion.id) ?? { ...notChecked, criterionId: criterion.id };

const nameOf = ({ id, shortName }: City): Named => ({ id, shortName });
