/**
 * Manages the people of a study: their roles, the bodies they sit in, and who writes for which city. The
 * secretariat decides, one transaction and one event each; people whose rights change are notified at once.
 */
import { confirmsPause } from '#rules/people/account-pause.ts';
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
import type { Side, Study } from '#rules/study/study.ts';
import type { FactOf } from '#lib/events/kinds.ts';
import { answerParts, type Characteristic } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Grant, Role } from '#base/permissions.ts';
import { isExpert, isContributor, signsForSide, speaksFor } from '#base/grant-duties.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  deleteBodyMember,
  deleteMemberships,
  deleteRapporteur,
  findBodyId,
  insertBodyMember,
  listBodies,
  listRapporteurs,
  replaceRapporteurs,
  type Body
} from './store/bodies.ts';
import { findCity, listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import {
  characteristicsFrom,
  deleteGrant,
  findGrant,
  insertGrant,
  limitGrant,
  listGrantsInStudy,
  listGrantsOfUsers,
  replaceSenior,
  type GrantRow
} from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { findUserByEmail, listUsersOfStudy, type UserRow } from '#server/auth/users.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Command, type Decision } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Mailer } from '#server/mail/mailer.ts';
import { notifyChairChange } from './account-notices.ts';
import { endDuties, endInvitations, type DutiesOfRoles } from './ended-roles.ts';
import { peopleSubject } from './people-subject.ts';
import { studySubject } from '#areas/study';

export interface HeldRole {
  readonly grantId: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
  /** Says whether the person speaks for the city. */
  readonly isSenior: boolean;
  /** Lists the characteristics that a city's contributor may write; null for all. */
  readonly characteristics: readonly string[] | null;
  /**
   * Says whether the reader may limit it: those who manage the study's people, and those who speak for the
   * city.
   */
  readonly mayLimit: boolean;
}

export interface Member {
  readonly userId: string;
  readonly name: Bilingual;
  /** Holds the e-mail address; null for a reader who does not manage the study's people. */
  readonly email: string | null;
  /** Says so to those who manage the study's people, and to nobody else. */
  readonly isSuspended: boolean;
  readonly roles: readonly HeldRole[];
  /** Says until when the account is paused in this study, and whether the reader may confirm the person. */
  readonly pause: { readonly until: string; readonly mayConfirm: boolean } | null;
}

export interface StudyPeople {
  readonly mayEdit: boolean;
  readonly sides: readonly [Side, Side];
  readonly members: readonly Member[];
  readonly bodies: readonly Body[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly cities: readonly {
    readonly id: string;
    readonly sideId: string;
    readonly shortName: Bilingual;
    /** Names the person who speaks for it. */
    readonly senior: string | null;
    readonly rapporteurs: Rapporteurs;
  }[];
}

export interface NewRole {
  readonly email: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
}

interface PeopleTools extends CommandDeps {
  readonly dutiesOfRoles: DutiesOfRoles;
  readonly mailer: Mailer;
}

const command = commandsOf<PeopleTools>();
const read = readsOf<PeopleTools>();

type PeopleEvent =
  'grant.given' | 'grant.withdrawn' | 'senior.named' | 'body.joined' | 'body.left' | 'rapporteurs.named';

/** Names the city that an event is about. */
interface Of {
  readonly cityId?: string;
}

/** Is what an appointment decides on: who holds what in the study. */
interface Appointing extends Decision<PeopleTools, typeof peopleSubject, undefined> {
  readonly held: readonly GrantRow[];
  /** Gathers an event that everybody in the study reads. */
  readonly note: (event: FactOf<PeopleEvent> & Of) => void;
}

/**
 * Makes a command about a study's people. It locks the study, so that one such command runs at a time, and those whose
 * rights it changes.
 */
const appoint = <Input extends readonly unknown[], T>(
  name: string,
  whose: (db: Db, study: Study, ...input: Input) => Promise<readonly (string | null | undefined)[]>,
  decide: (appointing: Appointing, ...input: Input) => Promise<T>
): Command<PeopleTools, typeof peopleSubject, Input, T> =>
  command(
    {
      name: `people.${name}`,
      subject: peopleSubject,
      needs: 'study.people',
      locks: async ({ db, subject }, ...input: Input) => [
        peopleSubject.locks.study(subject),
        ...heldAlone(await whose(db, subject.study, ...input))
      ]
    },
    async (decision, ...input: Input) =>
      decide(
        {
          ...decision,
          held: await listGrantsInStudy(decision.trx, decision.subject.study.id),
          note: (event) => decision.append({ ...event, needs: 'study.see' })
        },
        ...input
      )
  );

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

/**
 * Makes the holder of this grant the one who speaks for the city. What others submitted for it before stays
 * under their names.
 */
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

/**
 * Limits a contributor of a city to characteristics; null removes the limit. For the secretariat, and for
 * the person who speaks for the city.
 */
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
 * Withdraws a role. With the last role in the study the person's seats in bodies go too, and with an
 * expert's role the cities they wrote for.
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

const list = read(
  { name: 'people.list', subject: studySubject },
  async ({ db, subject: { study }, actor, abilities, grants: own }): Promise<StudyPeople> => {
    const mayEdit = abilities.has('study.people');
    const grants = await listGrantsInStudy(db, study.id);
    const rapporteurs = await listRapporteurs(db, study.id);
    const users = await listUsersOfStudy(db, study.id);
    const pauses = await pausesIn(db, study.id, users, { userId: actor.userId, roles: own });
    return {
      mayEdit,
      sides: study.sides,
      members: users.map((user) => ({
        userId: user.id,
        name: { en: user.nameEn, zh: user.nameZh },
        email: mayEdit ? user.email : null,
        isSuspended: mayEdit && user.suspendedAt !== null,
        pause: pauses.get(user.id) ?? null,
        roles: grants
          .filter((grant) => grant.userId === user.id)
          .map((grant) => heldRole(grant, mayEdit || speaksFor(own, grant.cityId)))
      })),
      bodies: await listBodies(db, study.id),
      characteristics: (await partsToWrite(db, study.id)).map(({ id, name }) => ({ id, name })),
      cities: (await listCities(db, study.id)).map(({ id, sideId, shortName }) => ({
        id,
        sideId,
        shortName,
        senior: grants.find((grant) => grant.cityId === id && grant.isSenior === 1)?.userId ?? null,
        rapporteurs: rapporteurs.get(id) ?? nobodyNamed
      }))
    };
  }
);

export type People = ReturnType<typeof createPeople>;

export const createPeople = (deps: PeopleTools) =>
  bind(deps, { list, give, nameSenior, withdraw, limit, joinBody, leaveBody, nameRapporteurs });

/** Describes a role; its limit only for those who may set it. */
const heldRole = (grant: GrantRow, knowsLimit: boolean): HeldRole => ({
  grantId: grant.id,
  role: grant.role,
  sideId: grant.sideId,
  cityId: grant.cityId,
  isSenior: grant.isSenior === 1,
  characteristics: knowsLimit ? characteristicsFrom(grant.characteristics) : null,
  mayLimit: isContributor(grant) && knowsLimit
});

const chairOf = (study: Study, { userId, sideId }: Held, isAppointed: boolean) => ({
  study,
  userId,
  sideId,
  isAppointed
});

/** Returns whose account is paused in the study, and whether the reader may confirm them. */
async function pausesIn(
  db: Db,
  studyId: StudyId,
  users: readonly UserRow[],
  reader: { readonly userId: string; readonly roles: readonly Grant[] }
): Promise<Map<string, NonNullable<Member['pause']>>> {
  const paused = users.filter(({ pauseEndsAt }) => pauseEndsAt !== null);
  const grants = await listGrantsOfUsers(
    db,
    paused.map(({ id }) => id)
  );
  return new Map(
    paused.flatMap(({ id, pausedBy }) => {
      const roles = (grants.get(id) ?? []).filter((grant) => grant.studyId === studyId);
      const until = roles.find(({ pausedUntil }) => pausedUntil !== null)?.pausedUntil ?? null;
      if (until === null) return [];
      return [[id, { until, mayConfirm: confirmsPause(reader, { userId: id, roles, pausedBy }) }] as const];
    })
  );
}

const nobodyNamed: Rapporteurs = { lead: null, deputy: null, reviewer: null };

const aboutRole = ({ userId, role, sideId, cityId }: Held) => ({
  payload: { userId, role, sideId, cityId },
  ...(cityId === null ? {} : { cityId })
});

const aboutSenior = ({ userId, cityId }: Held) => ({
  payload: { userId },
  ...(cityId === null ? {} : { cityId })
});

/** Lists what a contributor's writing can be limited to. */
async function partsToWrite(db: Db, studyId: StudyId): Promise<readonly Characteristic[]> {
  const framework = await findFramework(db, studyId);
  return framework ? answerParts(framework) : [];
}
