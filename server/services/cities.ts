/**
 * Manages the pilots of a study: what they are, where they are, how each was checked against its own side's
 * criteria. Lists are ordered by side and name, or as printed; nothing here orders by state or level.
 */
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
  type Side,
  type Withdrawal
} from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import {
  assessmentAbilitiesOf,
  type Abilities,
  type Actor,
  type AssessmentAbility
} from '#domain/permissions.ts';
import type { Indicator } from '#domain/record.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { responseIsOpen, type AssessmentState } from '#domain/workflow.ts';
import { chooseProfile, findAssessment, listAssessments, type Assessment } from '../store/assessments.ts';
import {
  findCity,
  listCities,
  listChecks,
  listChecksOf,
  listCriteria,
  saveCheck,
  updateCity
} from '../store/cities.ts';
import { findFrameworkOfCity } from '../store/frameworks.ts';
import { listIndicators } from '../store/records.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from './study-access.ts';

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

export interface Cities {
  list(actor: Actor, studySlug: string): Promise<Result<CitySummary[]>>;
  load(actor: Actor, studySlug: string, cityId: string): Promise<Result<CityView>>;
  criteria(actor: Actor, studySlug: string): Promise<Result<CriteriaView>>;
  edit(
    actor: Actor,
    studySlug: string,
    city: { id: string; version: number },
    command: CityCommand
  ): Promise<Result<null>>;
  /**
   * Withdraws a city; without a withdrawal the city takes part again. The events stay in the log in both
   * cases.
   */
  withdraw(
    actor: Actor,
    studySlug: string,
    city: { id: string; version: number },
    withdrawal: WithdrawalCommand | null
  ): Promise<Result<null>>;
  /**
   * Sets whether the city answers the short profile next to the characteristics; possible until it has
   * submitted.
   */
  requestProfile(
    actor: Actor,
    studySlug: string,
    city: { id: string; version: number },
    isRequested: boolean
  ): Promise<Result<null>>;
  check(actor: Actor, studySlug: string, cityId: string, command: CheckCommand): Promise<Result<null>>;
}

export function openCities(tools: CommandDeps): Cities {
  const { db } = tools.store;
  return {
    async list(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const states = new Map(
        (await listAssessments(db, study.id))
          .filter((assessment) => assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
          .map((assessment) => [assessment.cityId, assessment.state])
      );
      return ok(
        (await listCities(db, study.id)).map((city) => ({ ...city, state: states.get(city.id) ?? null }))
      );
    },

    async load(actor, studySlug, cityId) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const cities = await listCities(db, study.id);
      const city = cities.find(({ id }) => id === cityId);
      const side = study.sides.find((candidate) => candidate.id === city?.sideId);
      if (!city || !side) return refuse('not-found');
      const found = await findAssessment(db, study.id, city.id);
      const ofAssessment = found && assessmentAbilitiesOf(grants, found);
      const seen =
        found && ofAssessment?.has('assessment.see') ? { ...found, abilities: ofAssessment } : null;
      const checks = seen ? await listChecksOf(db, study.id, city.id) : [];
      const criteria = seen
        ? (await listCriteria(db, study.id)).filter((criterion) => criterion.sideId === side.id)
        : [];
      return ok({
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
        indicators: seen?.abilities.has('response.read') ? await listIndicators(db, study.id, city.id) : [],
        criteria: criteria.map((criterion) => ({ ...criterion, check: checkOf(checks, criterion) })),
        needsReason: needsSelectionReason(checks),
        substitute: cities.filter(({ id }) => id === city.withdrawal?.substituteId).map(nameOf)[0] ?? null,
        substitutedFor: cities.filter(({ withdrawal }) => withdrawal?.substituteId === city.id).map(nameOf),
        substitutes: abilities.has('study.edit') ? substitutesFor(city, cities).map(nameOf) : [],
        mayEdit: abilities.has('study.edit')
      });
    },

    async criteria(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const cities = await listCities(db, study.id);
      const criteria = await listCriteria(db, study.id);
      const checks = await listChecks(db, study.id);
      const seen = new Set(
        (await listAssessments(db, study.id))
          .filter((assessment) => assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
          .map((assessment) => assessment.cityId)
      );
      return ok({
        study,
        sides: study.sides.map((side) => ({
          side,
          criteria: criteria.filter((criterion) => criterion.sideId === side.id),
          surplus: surplusOf(side, cities),
          cities: cities
            .filter((city) => city.sideId === side.id && seen.has(city.id))
            .map((city) => ({
              ...city,
              checks: checks.get(city.id) ?? [],
              needsReason: needsSelectionReason(checks.get(city.id) ?? [])
            }))
        }))
      });
    },

    edit: (actor, studySlug, { id, version }, command) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const city = await findCity(trx, study.id, id);
        if (!city) return refuse('not-found');
        const fault = faultOf(command);
        if (fault) return refuse('invalid', { field: fault });
        const checks = await listChecksOf(trx, study.id, city.id);
        if (needsSelectionReason(checks) && isBlank(command.selectionReason))
          return refuse('reason-required');
        if (!(await updateCity(trx, study.id, { id: city.id, version }, columnsOf(command))))
          return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'city.changed',
          needs: 'study.see',
          cityId: city.id,
          payload: {}
        });
        return ok(null);
      }),

    withdraw: (actor, studySlug, { id, version }, command) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const cities = await listCities(trx, study.id);
        const city = cities.find((one) => one.id === id);
        if (!city) return refuse('not-found');
        const withdrawal = command && { ...command, substituteId: command.substituteId as City['id'] | null };
        const checked = withdrawal ? validateWithdrawal(city, withdrawal, cities) : ok(null);
        if (!checked.ok) return checked;
        if (!(await updateCity(trx, study.id, { id: city.id, version }, withdrawalColumns(withdrawal))))
          return refuse('stale');
        const payload = withdrawal
          ? {
              withdrawal: 'recorded',
              on: withdrawal.on,
              ...(withdrawal.substituteId === null ? {} : { substituteId: withdrawal.substituteId })
            }
          : { withdrawal: 'taken-back' };
        await appendEvent(study.id, acting, {
          kind: 'city.changed',
          needs: 'study.see',
          cityId: city.id,
          payload
        });
        return ok(null);
      }),

    requestProfile: (actor, studySlug, { id, version }, isRequested) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const assessment = await findAssessment(trx, study.id, id);
        if (!assessment || !(await findFrameworkOfCity(trx, study.id, id))?.profile)
          return refuse('not-found');
        if (!responseIsOpen(assessment.state)) return refuse('wrong-state');
        if (!(await chooseProfile(trx, { id: assessment.id, version }, isRequested))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'city.changed',
          needs: 'study.see',
          cityId: assessment.cityId,
          payload: { profile: isRequested ? 'asked' : 'not-asked' }
        });
        return ok(null);
      }),

    check: (actor, studySlug, cityId, command) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const city = await findCity(trx, study.id, cityId);
        const criterion = (await listCriteria(trx, study.id)).find(({ id }) => id === command.criterionId);
        if (!city || !criterion || criterion.sideId !== city.sideId) return refuse('not-found');
        if (command.note.en.length + command.note.zh.length + command.evidence.length > 10_000)
          return refuse('too-large');
        // A pilot that fails a criterion stays chosen only for a reason that has been written down.
        if (command.result === 'not-met' && city.selectionReason === null) return refuse('reason-required');
        const { result, version } = command;
        const saved = await saveCheck(trx, {
          studyId: study.id,
          cityId: city.id,
          criterionId: criterion.id,
          result,
          noteEn: command.note.en,
          noteZh: command.note.zh,
          evidence: command.evidence,
          version
        });
        if (!saved) return refuse('stale');
        const payload = { criterionId: criterion.id, result };
        await appendEvent(study.id, acting, {
          kind: 'criterion.checked',
          needs: 'assessment.see',
          cityId: city.id,
          payload
        });
        return ok(null);
      })
  };
}

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
