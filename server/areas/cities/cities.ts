/**
 * Manages the pilots of a study: what they are, where they are, how each was checked against its own side's
 * criteria. Lists are ordered by side and name, or as printed; nothing here orders by state or level.
 */
import type { PayloadOf } from '#lib/events/kinds.ts';
import {
  validateWithdrawal,
  mayContain,
  needsSelectionReason,
  substitutesFor,
  surplusOf,
  type CheckResult,
  type City,
  type Criterion,
  type CriterionCheck,
  type ParentLevel,
  type Withdrawal
} from '#rules/cities/city.ts';
import type { Side, Study } from '#rules/study/study.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import type { Indicator } from '#rules/framework/record.ts';
import { responseIsOpen, type AssessmentState } from '#base/states.ts';
import {
  chooseProfile,
  findAssessment,
  listAssessments,
  type Assessment,
  findFrameworkOfCity
} from '#areas/assessments';
import {
  findCity,
  listCities,
  listChecks,
  listChecksOf,
  listCriteria,
  saveCheck,
  updateCity
} from './store/cities.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { studySubject } from '#areas/study';

/** Describes a city in a list. Its state is null for a reader who may not see its assessment. */
export type CitySummary = City & { readonly state: AssessmentState | null };

export interface CheckedCriterion extends Criterion {
  readonly check: CriterionCheck;
}

type Named = Pick<City, 'id' | 'shortName'>;

export interface CityView {
  readonly study: Study;
  readonly side: Side;
  readonly city: City;
  /**
   * Holds the assessment; null for a reader who may not see it; then figures and checks are absent as well.
   */
  readonly assessment:
    | (Pick<Assessment, 'state' | 'answersProfile' | 'version'> & {
        readonly abilities: Abilities<AssessmentAbility>;
      })
    | null;
  /** Names the short profile of the city's framework; null where it has none. */
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
    /** Counts the surplus of cities: negative where cities are missing, positive where there are too many. */
    readonly surplus: number;
  }[];
}

export interface CityCommand {
  readonly name: Bilingual;
  readonly shortName: Bilingual;
  readonly parent: Bilingual;
  readonly parentLevel: ParentLevel | null;
  readonly kind: City['kind'];
  readonly selectionReason: Bilingual;
}

/**
 * Describes a withdrawal with the substitute as a form names it: by an id that has not been looked up yet.
 */
export type WithdrawalCommand = Omit<Withdrawal, 'substituteId'> & { readonly substituteId: string | null };

export interface CheckCommand {
  readonly criterionId: string;
  readonly result: CheckResult;
  readonly note: Bilingual;
  readonly evidence: string;
  readonly version: number;
}

interface VersionOf {
  readonly id: string;
  readonly version: number;
}

interface CityTools extends CommandDeps {
  /** Lists the figures that a city gives. */
  readonly listIndicators: (db: Db, studyId: StudyId, cityId: City['id']) => Promise<readonly Indicator[]>;
}

const command = commandsOf<CommandDeps>();
const read = readsOf<CityTools>();

const edited = { subject: studySubject, needs: 'study.edit' } as const;

const edit = command(
  { name: 'cities.edit', ...edited },
  async ({ trx, subject: { study }, append }, { id, version }: VersionOf, wanted: CityCommand) => {
    const city = await findCity(trx, study.id, id);
    if (!city) throw refused('not-found');
    const field = faultOf(wanted);
    if (field) throw refused('invalid', { field });
    const checks = await listChecksOf(trx, study.id, city.id);
    if (needsSelectionReason(checks) && isBlank(wanted.selectionReason)) throw refused('reason-required');
    if (!(await updateCity(trx, study.id, { id: city.id, version }, columnsOf(wanted))))
      throw refused('stale');
    append({ kind: 'city.changed', needs: 'study.see', cityId: city.id, payload: {} });
    return null;
  }
);

/**
 * Withdraws a city; without a withdrawal the city takes part again. The events stay in the log in both
 * cases.
 */
const withdraw = command(
  { name: 'cities.withdraw', ...edited },
  async (
    { trx, subject: { study }, append },
    { id, version }: VersionOf,
    wanted: WithdrawalCommand | null
  ) => {
    const cities = await listCities(trx, study.id);
    const city = cities.find((one) => one.id === id);
    if (!city) throw refused('not-found');
    const withdrawal = wanted && { ...wanted, substituteId: wanted.substituteId as City['id'] | null };
    if (withdrawal) take(validateWithdrawal(city, withdrawal, cities));
    if (!(await updateCity(trx, study.id, { id: city.id, version }, withdrawalColumns(withdrawal))))
      throw refused('stale');
    const payload: PayloadOf<'city.changed'> = withdrawal
      ? {
          withdrawal: 'recorded',
          on: withdrawal.on,
          ...(withdrawal.substituteId === null ? {} : { substituteId: withdrawal.substituteId })
        }
      : { withdrawal: 'taken-back' };
    append({ kind: 'city.changed', needs: 'study.see', cityId: city.id, payload });
    return null;
  }
);

/**
 * Sets whether the city answers the short profile next to the characteristics; possible until it has
 * submitted.
 */
const requestProfile = command(
  { name: 'cities.request-profile', ...edited },
  async ({ trx, subject: { study }, append }, { id, version }: VersionOf, isRequested: boolean) => {
    const assessment = await findAssessment(trx, study.id, id);
    if (!assessment || !(await findFrameworkOfCity(trx, study.id, id))?.profile) throw refused('not-found');
    if (!responseIsOpen(assessment.state)) throw refused('wrong-state');
    if (!(await chooseProfile(trx, { id: assessment.id, version }, isRequested))) throw refused('stale');
    append({
      kind: 'city.changed',
      needs: 'study.see',
      cityId: assessment.cityId,
      payload: { profile: isRequested ? 'asked' : 'not-asked' }
    });
    return null;
  }
);

const check = command(
  { name: 'cities.check', ...edited },
  async ({ trx, subject: { study }, append }, cityId: string, wanted: CheckCommand) => {
    const { result, note, evidence, version } = wanted;
    const city = await findCity(trx, study.id, cityId);
    const criterion = (await listCriteria(trx, study.id)).find(({ id }) => id === wanted.criterionId);
    if (!city || !criterion || criterion.sideId !== city.sideId) throw refused('not-found');
    if (note.en.length + note.zh.length + evidence.length > 10_000) throw refused('too-large');
    // A pilot that fails a criterion stays chosen only for a reason that has been written down.
    if (result === 'not-met' && city.selectionReason === null) throw refused('reason-required');
    const saved = await saveCheck(trx, {
      studyId: study.id,
      cityId: city.id,
      criterionId: criterion.id,
      result,
      noteEn: note.en,
      noteZh: note.zh,
      evidence,
      version
    });
    if (!saved) throw refused('stale');
    const payload = { criterionId: criterion.id, result };
    append({ kind: 'criterion.checked', needs: 'assessment.see', cityId: city.id, payload });
    return null;
  }
);

/** Lists the assessments that a reader sees. */
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

const withdrawalColumns = (withdrawal: Withdrawal | null) => ({
  withdrawnOn: withdrawal?.on ?? null,
  withdrawnReasonEn: withdrawal?.reason.en ?? null,
  withdrawnReasonZh: withdrawal?.reason.zh ?? null,
  substituteId: withdrawal?.substituteId ?? null
});

const isBlank = (text: Bilingual): boolean => text.en.trim() === '' && text.zh.trim() === '';

function faultOf(command: CityCommand): string | undefined {
  if (isBlank(command.name)) return 'name';
  if (isBlank(command.shortName)) return 'shortName';
  if (command.parentLevel !== null && !mayContain(command.parentLevel, command.kind)) return 'parentLevel';
  const texts = [command.name, command.shortName, command.parent, command.selectionReason];
  return texts.some((text) => text.en.length > 2000 || text.zh.length > 2000) ? 'selectionReason' : undefined;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text);

const columnsOf = (command: CityCommand) => ({
  nameEn: command.name.en,
  nameZh: command.name.zh,
  shortNameEn: command.shortName.en,
  shortNameZh: command.shortName.zh,
  parentEn: orNull(command.parent.en),
  parentZh: orNull(command.parent.zh),
  parentLevel: command.parentLevel,
  kind: command.kind,
  selectionReasonEn: orNull(command.selectionReason.en),
  selectionReasonZh: orNull(command.selectionReason.zh)
});
