/**
 * Manages the people of a study: their roles, the bodies they sit in, and who writes for which city. The
 * secretariat decides, one transaction and one event each; people whose rights change are notified at once.
 */
import { confirmsPause } from '#domain/account-pause.ts';
import {
  becomesSenior,
  validateAppointment,
  validateRapporteurs,
  validateSenior,
  validateWithdrawal,
  holdersChanged,
  type Held,
  type Rapporteurs,
  type Represented
} from '#domain/appointment.ts';
import type { Side } from '#domain/city.ts';
import type { DomainEvent } from '#domain/events.ts';
import { answerParts, type Characteristic } from '#domain/framework.ts';
import type { StudyId } from '#domain/ids.ts';
import { signsForSide, type Actor, type Grant, type Role } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { Bilingual } from '#domain/locale.ts';
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
} from '../store/bodies.ts';
import { findCity, listCities } from '../store/cities.ts';
import { findFramework } from '../store/frameworks.ts';
import {
  characteristicsFrom,
  deleteGrant,
  findGrant,
  insertGrant,
  limitGrant,
  listGrantsInStudy,
  listGrantsOfUser,
  listGrantsOfUsers,
  lockStudy,
  replaceSenior
} from '../store/grants.ts';
import type { Db } from '../store/open.ts';
import { findStudy } from '../store/studies.ts';
import { findUserByEmail, listUsersOfStudy, type UserRow } from '../store/users.ts';
import type { AccountAdmin } from './accounts.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../commands/run-command.ts';
import type { Mailer } from '../mail/mailer.ts';
import { notifyChairChange } from './account-notices.ts';
import { endDuties, endInvitations } from './ended-roles.ts';
import { authorizeStudy, authorizeStudyCommand } from './study-access.ts';

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

export interface People {
  list(actor: Actor, studySlug: string): Promise<Result<StudyPeople>>;
  give(actor: AccountAdmin, studySlug: string, role: NewRole): Promise<Result<{ grantId: string }>>;
  /**
   * Makes the holder of this grant the one who speaks for the city. What others submitted for it before stays
   * under their names.
   */
  nameSenior(actor: AccountAdmin, studySlug: string, grantId: string): Promise<Result<null>>;
  /**
   * Withdraws a role. With the last role in the study the person's seats in bodies go too, and with an
   * expert's role the cities they wrote for.
   */
  withdraw(actor: AccountAdmin, studySlug: string, grantId: string): Promise<Result<null>>;
  /**
   * Limits a contributor of a city to characteristics; null removes the limit. For the secretariat, and for
   * the person who speaks for the city.
   */
  limit(
    actor: Actor,
    studySlug: string,
    grantId: string,
    characteristics: readonly string[] | null
  ): Promise<Result<null>>;
  joinBody(actor: AccountAdmin, studySlug: string, bodyId: string, userId: string): Promise<Result<null>>;
  leaveBody(actor: AccountAdmin, studySlug: string, bodyId: string, userId: string): Promise<Result<null>>;
  nameRapporteurs(
    actor: AccountAdmin,
    studySlug: string,
    cityId: string,
    named: Rapporteurs
  ): Promise<Result<null>>;
}

interface PeopleCommand extends Pick<CommandContext, 'trx' | 'at' | 'signalAfterCommit'> {
  /** The whole context, for what writes its own events and e-mails. */
  readonly context: CommandContext;
  readonly study: Study;
  /** The person who does it, in the role that allows it; null for the operator. */
  readonly acting: Actor | null;
  readonly held: readonly (Represented & { readonly id: string })[];
  readonly appendEvent: (domainEvent: Omit<DomainEvent, 'needs'>) => Promise<void>;
}

export function openPeople(tools: CommandDeps & { readonly mailer: Mailer }): People {
  const { store, newId } = tools;

  /**
   * Runs one command about a study's people, by a person who may manage them when it is executed; one such
   * command at a time.
   */
  const appoint = async <T>(
    actor: AccountAdmin,
    studySlug: string,
    decision: (command: PeopleCommand) => Promise<Result<T>>
  ): Promise<Result<T>> => {
    // A person without the right must not make others wait for the lock.
    const early = await authorizeKeeperCommand(store.db, actor, studySlug);
    if (!early.ok) return early;
    return runCommand(tools, async (context) => {
      const { trx, at, appendEvent, signalAfterCommit } = context;
      await lockStudy(trx, studySlug);
      const authorized = await authorizeKeeperCommand(trx, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, acting } = authorized.value;
      return decision({
        trx,
        at,
        signalAfterCommit,
        context,
        study,
        acting,
        held: await listGrantsInStudy(trx, study.id),
        appendEvent: (domainEvent) => appendEvent(study.id, acting, { ...domainEvent, needs: 'study.see' })
      });
    });
  };

  return {
    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(store.db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, abilities, grants: own } = authorized.value;
      const mayEdit = abilities.has('study.people');
      const grants = await listGrantsInStudy(store.db, study.id);
      const rapporteurs = await listRapporteurs(store.db, study.id);
      const users = await listUsersOfStudy(store.db, study.id);
      const pauses = await pausesIn(store.db, study.id, users, { userId: actor.userId, roles: own });
      return ok({
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
            .map(({ id, role, sideId, cityId, isSenior, characteristics }) => ({
              grantId: id,
              role,
              sideId,
              cityId,
              isSenior: isSenior === 1,
              characteristics:
                mayEdit || speaksFor(own, cityId) ? characteristicsFrom(characteristics) : null,
              mayLimit: role === 'city' && isSenior === 0 && (mayEdit || speaksFor(own, cityId))
            }))
        })),
        bodies: await listBodies(store.db, study.id),
        characteristics: (await partsToWrite(store.db, study.id)).map(({ id, name }) => ({ id, name })),
        cities: (await listCities(store.db, study.id)).map(({ id, sideId, shortName }) => ({
          id,
          sideId,
          shortName,
          senior: grants.find((grant) => grant.cityId === id && grant.isSenior === 1)?.userId ?? null,
          rapporteurs: rapporteurs.get(id) ?? nobodyNamed
        }))
      });
    },

    give: (actor, studySlug, { email, role, sideId, cityId }) =>
      appoint(actor, studySlug, async (command) => {
        const { trx, at, study, held, context, appendEvent, signalAfterCommit } = command;
        const user = await findUserByEmail(trx, email);
        if (!user || user.suspendedAt !== null) return refuse('no-such-account', { field: 'email' });
        const cities = await listCities(trx, study.id);
        const checked = validateAppointment(
          { userId: user.id, role, sideId, cityId },
          { sides: study.sides, cities, held }
        );
        if (!checked.ok) return checked;
        const grantId = newId();
        const isSenior = becomesSenior(checked.value, held);
        await insertGrant(trx, {
          ...checked.value,
          id: grantId,
          studyId: study.id,
          isSenior: isSenior ? 1 : 0,
          createdAt: at
        });
        await appendEvent({ kind: 'grant.given', ...aboutRole(checked.value) });
        if (signsForSide({ role }))
          await notifyChairChange(tools, context, chairOf(study, checked.value, true));
        if (isSenior) await appendEvent({ kind: 'senior.named', ...aboutSenior(checked.value) });
        signalAfterCommit({ kind: 'rights-changed', userId: user.id });
        return ok({ grantId });
      }),

    nameSenior: (actor, studySlug, grantId) =>
      appoint(actor, studySlug, async ({ trx, study, held, appendEvent, signalAfterCommit }) => {
        const grant = await findGrant(trx, study.id, grantId);
        if (!grant) return refuse('not-found');
        const checked = validateSenior(grant, held);
        if (!checked.ok) return checked;
        await replaceSenior(trx, study.id, grant.cityId ?? '', grantId);
        await appendEvent({ kind: 'senior.named', ...aboutSenior(grant) });
        for (const userId of [checked.value.before ?? [], grant.userId].flat())
          signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    limit: async (actor, studySlug, grantId, characteristics) => {
      const early = await authorizeStudy(store.db, actor, studySlug);
      if (!early.ok) return early;
      if (
        !early.value.abilities.has('study.people') &&
        !early.value.grants.some((one) => speaksFor([one], one.cityId))
      )
        return refuse('forbidden');
      return runCommand(tools, async ({ trx, appendEvent, signalAfterCommit }) => {
        await lockStudy(trx, studySlug);
        const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
        const authorized = await authorizeStudy(trx, now, studySlug);
        if (!authorized.ok) return authorized;
        const { study, grants, abilities } = authorized.value;
        const grant = await findGrant(trx, study.id, grantId);
        const allowing = abilities.has('study.people')
          ? grants.filter(({ role }) => role === 'secretariat')
          : grants.filter((one) => speaksFor([one], grant?.cityId ?? null));
        if (allowing.length === 0) return refuse('forbidden');
        if (!grant) return refuse('not-found');
        if (grant.role !== 'city' || grant.isSenior === 1) return refuse('conflict');
        const known = (await partsToWrite(trx, study.id)).map(({ id }) => id);
        if (characteristics?.some((id) => !known.includes(id)))
          return refuse('invalid', { field: 'characteristics' });
        await limitGrant(
          trx,
          study.id,
          grantId,
          characteristics && known.filter((id) => characteristics.includes(id))
        );
        const { payload, ...about } = aboutRole(grant);
        const domainEvent = {
          kind: 'contributor.limited',
          needs: 'study.see',
          ...about,
          payload: { ...payload, isLimited: characteristics !== null }
        } as const;
        await appendEvent(study.id, { ...now, grants: allowing }, domainEvent);
        signalAfterCommit({ kind: 'rights-changed', userId: grant.userId });
        return ok(null);
      });
    },

    withdraw: (actor, studySlug, grantId) =>
      appoint(actor, studySlug, async (command) => {
        const { trx, study, held, context, appendEvent, signalAfterCommit } = command;
        const grant = await findGrant(trx, study.id, grantId);
        if (!grant) return refuse('not-found');
        const checked = validateWithdrawal(grant, held);
        if (!checked.ok) return checked;
        const { userId } = grant;
        await deleteGrant(trx, study.id, grantId);
        const left = held.filter((other) => other.userId === userId && other.id !== grantId);
        if (grant.role === 'expert') await deleteRapporteur(trx, study.id, userId);
        if (left.length === 0) await deleteMemberships(trx, study.id, userId);
        await appendEvent({ kind: 'grant.withdrawn', ...aboutRole(grant) });
        await endDuties(command, userId, left);
        await endInvitations(command, grant);
        if (signsForSide(grant)) await notifyChairChange(tools, context, chairOf(study, grant, false));
        signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    joinBody: (actor, studySlug, bodyId, userId) =>
      appoint(actor, studySlug, async ({ trx, study, held, appendEvent, signalAfterCommit }) => {
        if (!(await findBodyId(trx, study.id, bodyId))) return refuse('not-found');
        if (!held.some((other) => other.userId === userId)) return refuse('membership-required');
        if (!(await insertBodyMember(trx, { studyId: study.id, bodyId, userId }))) return refuse('conflict');
        await appendEvent({ kind: 'body.joined', payload: { userId, bodyId } });
        signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    leaveBody: (actor, studySlug, bodyId, userId) =>
      appoint(actor, studySlug, async ({ trx, study, appendEvent, signalAfterCommit }) => {
        if (!(await deleteBodyMember(trx, { studyId: study.id, bodyId, userId }))) return refuse('not-found');
        await appendEvent({ kind: 'body.left', payload: { userId, bodyId } });
        signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    nameRapporteurs: (actor, studySlug, cityId, named) =>
      appoint(actor, studySlug, async ({ trx, study, held, appendEvent, signalAfterCommit }) => {
        if (!(await findCity(trx, study.id, cityId))) return refuse('not-found');
        const checked = validateRapporteurs(named, held);
        if (!checked.ok) return checked;
        const before = (await listRapporteurs(trx, study.id)).get(cityId) ?? nobodyNamed;
        await replaceRapporteurs(trx, study.id, cityId, named);
        await appendEvent({ kind: 'rapporteurs.named', cityId, payload: { ...named } });
        for (const userId of holdersChanged(before, named))
          signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      })
  };
}

const chairOf = (study: Study, { userId, sideId }: Held, isAppointed: boolean) => ({
  study,
  userId,
  sideId,
  isAppointed
});

const speaksFor = (grants: readonly Grant[], cityId: string | null): boolean =>
  cityId !== null &&
  grants.some((grant) => grant.role === 'city' && grant.isSenior && grant.cityId === cityId);

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

const aboutRole = ({ userId, role, sideId, cityId }: Held): Pick<DomainEvent, 'payload' | 'cityId'> => ({
  payload: { userId, role, sideId, cityId },
  ...(cityId === null ? {} : { cityId })
});

const aboutSenior = ({ userId, cityId }: Held): Pick<DomainEvent, 'payload' | 'cityId'> => ({
  payload: { userId },
  ...(cityId === null ? {} : { cityId })
});

async function authorizeKeeperCommand(
  trx: Db,
  actor: AccountAdmin,
  studySlug: string
): Promise<Result<{ study: Study; acting: Actor | null }>> {
  if (actor !== 'operator') return authorizeStudyCommand(trx, actor, studySlug, 'study.people');
  const study = await findStudy(trx, studySlug);
  return study ? ok({ study, acting: null }) : refuse('not-found');
}

/** Lists what a contributor's writing can be limited to. */
async function partsToWrite(db: Db, studyId: StudyId): Promise<readonly Characteristic[]> {
  const framework = await findFramework(db, studyId);
  return framework ? answerParts(framework) : [];
}
