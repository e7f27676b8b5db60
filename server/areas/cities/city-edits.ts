/** Edits the pilots of a study, withdraws them, and records how each was checked against a criterion. */
import type { PayloadOf } from '#lib/events/kinds.ts';
import {
  validateWithdrawal,
  mayContain,
  needsSelectionReason,
  type CheckResult,
  type City,
  type ParentLevel,
  type Withdrawal
} from '#rules/cities/city.ts';
import type { Bilingual } from '#base/locale.ts';
import { responseIsOpen } from '#base/states.ts';
import { chooseProfile, findAssessment, findFrameworkOfCity } from '#areas/assessments';
import { findCity, listCities, listChecksOf, listCriteria, saveCheck, updateCity } from './store/cities.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';

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

const command = commandsOf<CommandDeps>();

const edited = { subject: studySubject, needs: 'study.edit' } as const;

export const edit = command(
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

/** Without a withdrawal the city takes part again. The events stay in the log in both cases. */
export const withdraw = command(
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
export const requestProfile = command(
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

export const check = command(
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
