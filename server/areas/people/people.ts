/**
 * Manages the people of a study: their roles, the bodies they sit in, and who writes for which city. The
 * secretariat decides, one transaction and one event each; people whose rights change are notified at once.
 */
import {
  becomesSenior,
  validateAppointment,
  validateRapporteurs,
  validateSenior,
  validateWithdrawal,
  holdersChanged,
  type Held,
  type Rapporteurs
} from '#rules/people/appointment.ts';
import type { Study } from '#rules/study/study.ts';
import type { Role } from '#base/permissions.ts';
import { isExpert, isContributor, signsForSide, speaksFor } from '#base/grant-duties.ts';
import {
  deleteBodyMember,
  deleteMemberships,
  deleteRapporteur,
  findBodyId,
  insertBodyMember,
  listRapporteurs,
  replaceRapporteurs
} from './store/bodies.ts';
import { findCity, listCities } from '#areas/cities';
import {
  deleteGrant,
  findGrant,
  insertGrant,
  limitGrant,
  listGrantsInStudy,
  replaceSenior
} from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { findUserByEmail } from '#server/auth/users.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import { notifyChairChange } from './account-notices.ts';
import { endDuties, endInvitations } from './ended-roles.ts';
import { studySubject } from '#areas/study';
import { list, type PeopleTools, partsToWrite, nobodyNamed } from './people-list.ts';
import { appoint } from './appointing.ts';

export interface NewRole {
  readonly email: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
}

const command = commandsOf<PeopleTools>();

const give = appoint(
  'give',
  async (db, _, { email }: NewRole) => [(await findUserByEmail(db, email))?.id],
  async (decision, { email, role, sideId, cityId }: NewRole) => {
    const { trx, at, deps, subject, held, note, signalAfterCommit } = decision;
    const { study } = subject;
    const user = await findUserByEmail(trx, email);
    if (!user || user.suspendedAt !== null) throw refused('no-such-account', { field: 'email' });
    const cities = await listCities(trx, study.id);
    const appointment = take(
      validateAppointment({ userId: user.id, role, sideId, cityId }, { sides: study.sides, cities, held })
    );
    const grantId = deps.newId();
    const isSenior = becomesSenior(appointment, held);
    await insertGrant(trx, {
      ...appointment,
      id: grantId,
      studyId: study.id,
      isSenior: isSenior ? 1 : 0,
      createdAt: at
    });
    note({ kind: 'grant.given', ...aboutRole(appointment) });
    if (signsForSide({ role })) await notifyChairChange(deps, decision, chairOf(study, appointment, true));
    if (isSenior) note({ kind: 'senior.named', ...aboutSenior(appointment) });
    signalAfterCommit({ kind: 'rights-changed', userId: user.id });
    return { grantId };
  }
);

/** What others submitted for the city before stays under their names. */
const nameSenior = appoint(
  'name-senior',
  async (db, study, grantId: string) => {
    const grant = await findGrant(db, study.id, grantId);
    const before = (await listGrantsInStudy(db, study.id)).filter(
      ({ cityId, isSenior }) => isSenior === 1 && cityId === grant?.cityId
    );
    return [grant?.userId, ...before.map(({ userId }) => userId)];
  },
  async ({ trx, subject: { study }, held, note, signalAfterCommit }, grantId: string) => {
    const grant = await findGrant(trx, study.id, grantId);
    if (!grant) throw refused('not-found');
    const { before } = take(validateSenior(grant, held));
    await replaceSenior(trx, study.id, grant.cityId ?? '', grantId);
    note({ kind: 'senior.named', ...aboutSenior(grant) });
    for (const userId of [before ?? [], grant.userId].flat())
      signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

const holderOf = async (db: Db, study: Study, grantId: string) => [
  (await findGrant(db, study.id, grantId))?.userId
];

/** Null removes the limit. For the secretariat, and for the person who speaks for the city. */
const limit = command(
  {
    name: 'people.limit',
    subject: studySubject,
    needs: 'study.contributors',
    locks: async ({ db, subject }, grantId: string, _: readonly string[] | null) => [
      studySubject.locks.study(subject),
      ...heldAlone(await holderOf(db, subject.study, grantId))
    ]
  },
  async (
    { trx, subject: { study }, abilities, acting, authorize, appendEvent, signalAfterCommit },
    grantId: string,
    characteristics: readonly string[] | null
  ) => {
    const grant = await findGrant(trx, study.id, grantId);
    const allowed = abilities.has('study.people')
      ? authorize('study.people')
      : { ...acting, grants: acting.grants.filter((one) => speaksFor([one], grant?.cityId ?? null)) };
    if (allowed.grants.length === 0) throw refused('forbidden');
    if (!grant) throw refused('not-found');
    if (!isContributor(grant)) throw refused('conflict');
    const known = (await partsToWrite(trx, study.id)).map(({ id }) => id);
    if (characteristics?.some((id) => !known.includes(id)))
      throw refused('invalid', { field: 'characteristics' });
    await limitGrant(
      trx,
      study.id,
      grantId,
      characteristics && known.filter((id) => characteristics.includes(id))
    );
    const { payload, ...about } = aboutRole(grant);
    await appendEvent(study.id, allowed, {
      kind: 'contributor.limited',
      needs: 'study.see',
      ...about,
      payload: { ...payload, isLimited: characteristics !== null }
    });
    signalAfterCommit({ kind: 'rights-changed', userId: grant.userId });
    return null;
  }
);

/**
 * With the last role in the study the person's seats in bodies go too, and with an expert's role the cities
 * they wrote for.
 */
const withdraw = appoint('withdraw', holderOf, async (decision, grantId: string) => {
  const { trx, deps, subject, acting, held, note, signalAfterCommit } = decision;
  const { study } = subject;
  const grant = await findGrant(trx, study.id, grantId);
  if (!grant) throw refused('not-found');
  take(validateWithdrawal(grant, held));
  const { userId } = grant;
  await deleteGrant(trx, study.id, grantId);
  const left = held.filter((other) => other.userId === userId && other.id !== grantId);
  if (isExpert(grant)) await deleteRapporteur(trx, study.id, userId);
  if (left.length === 0) await deleteMemberships(trx, study.id, userId);
  note({ kind: 'grant.withdrawn', ...aboutRole(grant) });
  await endDuties(deps.dutiesOfRoles, { context: decision, study, acting }, userId, left);
  await endInvitations({ context: decision, study, acting }, grant);
  if (signsForSide(grant)) await notifyChairChange(deps, decision, chairOf(study, grant, false));
  signalAfterCommit({ kind: 'rights-changed', userId });
  return null;
});

const member = (_: Db, __: Study, ___: string, userId: string) => Promise.resolve([userId]);

const joinBody = appoint(
  'join-body',
  member,
  async ({ trx, subject: { study }, held, note, signalAfterCommit }, bodyId, userId) => {
    if (!(await findBodyId(trx, study.id, bodyId))) throw refused('not-found');
    if (!held.some((other) => other.userId === userId)) throw refused('membership-required');
    if (!(await insertBodyMember(trx, { studyId: study.id, bodyId, userId }))) throw refused('conflict');
    note({ kind: 'body.joined', payload: { userId, bodyId } });
    signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

const leaveBody = appoint(
  'leave-body',
  member,
  async ({ trx, subject: { study }, note, signalAfterCommit }, bodyId, userId) => {
    if (!(await deleteBodyMember(trx, { studyId: study.id, bodyId, userId }))) throw refused('not-found');
    note({ kind: 'body.left', payload: { userId, bodyId } });
    signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

const nameRapporteurs = appoint(
  'name-rapporteurs',
  async (db, study, cityId: string, named: Rapporteurs) =>
    [(await listRapporteurs(db, study.id)).get(cityId) ?? nobodyNamed, named].flatMap(
      ({ lead, deputy, reviewer }) => [lead, deputy, reviewer]
    ),
  async ({ trx, subject: { study }, held, note, signalAfterCommit }, cityId, named) => {
    if (!(await findCity(trx, study.id, cityId))) throw refused('not-found');
    take(validateRapporteurs(named, held));
    const before = (await listRapporteurs(trx, study.id)).get(cityId) ?? nobodyNamed;
    await replaceRapporteurs(trx, study.id, cityId, named);
    note({ kind: 'rapporteurs.named', cityId, payload: { ...named } });
    for (const userId of holdersChanged(before, named)) signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

export type People = ReturnType<typeof createPeople>;

export const createPeople = (deps: PeopleTools) =>
  bind(deps, { list, give, nameSenior, withdraw, limit, joinBody, leaveBody, nameRapporteurs });

const chairOf = (study: Study, { userId, sideId }: Held, isAppointed: boolean) => ({
  study,
  userId,
  sideId,
  isAppointed
});

const aboutRole = ({ userId, role, sideId, cityId }: Held) => ({
  payload: { userId, role, sideId, cityId },
  ...(cityId === null ? {} : { cityId })
});

const aboutSenior = ({ userId, cityId }: Held) => ({
  payload: { userId },
  ...(cityId === null ? {} : { cityId })
});
