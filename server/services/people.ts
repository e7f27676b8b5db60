/**
 * The people of a study: their roles, the bodies they sit in, and who writes for which city. The secretariat decides, one
 * transaction and one event each; whoever's rights change is told at once.
 */
import {
  becomesSenior,
  judgeAppointment,
  judgeRapporteurs,
  judgeSenior,
  judgeWithdrawal,
  leadersChanged,
  type Held,
  type Rapporteurs,
  type Represented
} from '#domain/appointment.ts';
import type { Side } from '#domain/city.ts';
import type { Happening } from '#domain/events.ts';
import { answerParts, type Characteristic } from '#domain/framework.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Actor, Grant, Role } from '#domain/permissions.ts';
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
  lockStudy,
  replaceSenior
} from '../store/grants.ts';
import type { Db } from '../store/open.ts';
import { findStudy } from '../store/studies.ts';
import { findUserByEmail, listUsersOfStudy } from '../store/users.ts';
import type { Keeper } from './accounts.ts';
import { decide, type DeskTools, type Sheet } from './desk.ts';
import { enterStudy, enterToDecide } from './study-door.ts';

export interface HeldRole {
  readonly grantId: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
  /** Speaks for the city. */
  readonly isSenior: boolean;
  /** Of a city's contributor: the characteristics that they may write; null for all. */
  readonly characteristics: readonly string[] | null;
  /** Whether the reader may limit it: who keeps the study's people, and who speaks for the city. */
  readonly mayLimit: boolean;
}

export interface Member {
  readonly userId: string;
  readonly name: Bilingual;
  /** Null for whoever does not keep the study's people. */
  readonly email: string | null;
  readonly isSuspended: boolean;
  readonly roles: readonly HeldRole[];
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
    /** Who speaks for it. */
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
  give(actor: Keeper, studySlug: string, role: NewRole): Promise<Result<{ grantId: string }>>;
  /** Makes the holder of this grant the one who speaks for the city. What others submitted for it before stays theirs. */
  nameSenior(actor: Keeper, studySlug: string, grantId: string): Promise<Result<null>>;
  /** With the last role in the study its seats in bodies go too, and with an expert's role the cities they wrote for. */
  withdraw(actor: Keeper, studySlug: string, grantId: string): Promise<Result<null>>;
  /** Limits a contributor of a city to characteristics; null to none. By the secretariat, or by who speaks for the city. */
  limit(
    actor: Actor,
    studySlug: string,
    grantId: string,
    characteristics: readonly string[] | null
  ): Promise<Result<null>>;
  joinBody(actor: Keeper, studySlug: string, bodyId: string, userId: string): Promise<Result<null>>;
  leaveBody(actor: Keeper, studySlug: string, bodyId: string, userId: string): Promise<Result<null>>;
  nameRapporteurs(
    actor: Keeper,
    studySlug: string,
    cityId: string,
    named: Rapporteurs
  ): Promise<Result<null>>;
}

interface Desk extends Pick<Sheet, 'trx' | 'at' | 'ringAfter'> {
  readonly study: Study;
  readonly held: readonly (Represented & { readonly id: string })[];
  readonly tell: (happening: Omit<Happening, 'needs'>) => Promise<void>;
}

export function openPeople(tools: DeskTools): People {
  const { store, newId } = tools;

  /** One decision about a study's people, by someone who keeps them when it is taken; one such decision at a time. */
  const appoint = <T>(
    actor: Keeper,
    slug: string,
    decision: (desk: Desk) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    decide(tools, async ({ trx, at, tell, ringAfter }) => {
      await lockStudy(trx, slug);
      const entered = await enterAsKeeper(trx, actor, slug);
      if (!entered.ok) return entered;
      const { study, acting } = entered.value;
      return decision({
        trx,
        at,
        ringAfter,
        study,
        held: await listGrantsInStudy(trx, study.id),
        tell: (happening) => tell(study.id, acting, { ...happening, needs: 'study.see' })
      });
    });

  return {
    list: async (actor, slug) => {
      const entered = await enterStudy(store.db, actor, slug);
      if (!entered.ok) return entered;
      const { study, abilities, grants: own } = entered.value;
      const mayEdit = abilities.has('study.people');
      const grants = await listGrantsInStudy(store.db, study.id);
      const rapporteurs = await listRapporteurs(store.db, study.id);
      return ok({
        mayEdit,
        sides: study.sides,
        members: (await listUsersOfStudy(store.db, study.id)).map((user) => ({
          userId: user.id,
          name: { en: user.nameEn, zh: user.nameZh },
          email: mayEdit ? user.email : null,
          isSuspended: user.suspendedAt !== null,
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

    give: (actor, slug, { email, role, sideId, cityId }) =>
      appoint(actor, slug, async ({ trx, at, study, held, tell, ringAfter }) => {
        const user = await findUserByEmail(trx, email);
        if (!user || user.suspendedAt !== null) return refuse('no-such-account', { field: 'email' });
        const cities = await listCities(trx, study.id);
        const judged = judgeAppointment(
          { userId: user.id, role, sideId, cityId },
          { sides: study.sides, cities, held }
        );
        if (!judged.ok) return judged;
        const grantId = newId();
        const isSenior = becomesSenior(judged.value, held);
        await insertGrant(trx, {
          ...judged.value,
          id: grantId,
          studyId: study.id,
          isSenior: isSenior ? 1 : 0,
          createdAt: at
        });
        await tell({ kind: 'grant.given', ...aboutRole(judged.value) });
        if (isSenior) await tell({ kind: 'senior.named', ...aboutSenior(judged.value) });
        ringAfter({ type: 'rights-changed', userId: user.id });
        return ok({ grantId });
      }),

    nameSenior: (actor, slug, grantId) =>
      appoint(actor, slug, async ({ trx, study, held, tell, ringAfter }) => {
        const grant = await findGrant(trx, study.id, grantId);
        if (!grant) return refuse('not-found');
        const judged = judgeSenior(grant, held);
        if (!judged.ok) return judged;
        await replaceSenior(trx, study.id, grant.cityId ?? '', grantId);
        await tell({ kind: 'senior.named', ...aboutSenior(grant) });
        for (const userId of [judged.value.before ?? [], grant.userId].flat())
          ringAfter({ type: 'rights-changed', userId });
        return ok(null);
      }),

    limit: (actor, slug, grantId, characteristics) =>
      decide(tools, async ({ trx, tell, ringAfter }) => {
        await lockStudy(trx, slug);
        const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
        const entered = await enterStudy(trx, now, slug);
        if (!entered.ok) return entered;
        const { study, grants, abilities } = entered.value;
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
        const happening = {
          kind: 'contributor.limited',
          needs: 'study.see',
          ...about,
          payload: { ...payload, isLimited: characteristics !== null }
        } as const;
        await tell(study.id, { ...now, grants: allowing }, happening);
        ringAfter({ type: 'rights-changed', userId: grant.userId });
        return ok(null);
      }),

    withdraw: (actor, slug, grantId) =>
      appoint(actor, slug, async ({ trx, study, held, tell, ringAfter }) => {
        const grant = await findGrant(trx, study.id, grantId);
        if (!grant) return refuse('not-found');
        const judged = judgeWithdrawal(grant, held);
        if (!judged.ok) return judged;
        const { userId } = grant;
        await deleteGrant(trx, study.id, grantId);
        if (grant.role === 'expert') await deleteRapporteur(trx, study.id, userId);
        if (held.filter((other) => other.userId === userId).length === 1)
          await deleteMemberships(trx, study.id, userId);
        await tell({ kind: 'grant.withdrawn', ...aboutRole(grant) });
        ringAfter({ type: 'rights-changed', userId });
        return ok(null);
      }),

    joinBody: (actor, slug, bodyId, userId) =>
      appoint(actor, slug, async ({ trx, study, held, tell, ringAfter }) => {
        if (!(await findBodyId(trx, study.id, bodyId))) return refuse('not-found');
        if (!held.some((other) => other.userId === userId)) return refuse('membership-required');
        if (!(await insertBodyMember(trx, { studyId: study.id, bodyId, userId }))) return refuse('conflict');
        await tell({ kind: 'body.joined', payload: { userId, bodyId } });
        ringAfter({ type: 'rights-changed', userId });
        return ok(null);
      }),

    leaveBody: (actor, slug, bodyId, userId) =>
      appoint(actor, slug, async ({ trx, study, tell, ringAfter }) => {
        if (!(await deleteBodyMember(trx, { studyId: study.id, bodyId, userId }))) return refuse('not-found');
        await tell({ kind: 'body.left', payload: { userId, bodyId } });
        ringAfter({ type: 'rights-changed', userId });
        return ok(null);
      }),

    nameRapporteurs: (actor, slug, cityId, named) =>
      appoint(actor, slug, async ({ trx, study, held, tell, ringAfter }) => {
        if (!(await findCity(trx, study.id, cityId))) return refuse('not-found');
        const judged = judgeRapporteurs(named, held);
        if (!judged.ok) return judged;
        const before = (await listRapporteurs(trx, study.id)).get(cityId) ?? nobodyNamed;
        await replaceRapporteurs(trx, study.id, cityId, named);
        await tell({ kind: 'rapporteurs.named', cityId, payload: { ...named } });
        for (const userId of leadersChanged(before, named)) ringAfter({ type: 'rights-changed', userId });
        return ok(null);
      })
  };
}

const speaksFor = (grants: readonly Grant[], cityId: string | null): boolean =>
  cityId !== null &&
  grants.some((grant) => grant.role === 'city' && grant.isSenior && grant.cityId === cityId);

const nobodyNamed: Rapporteurs = { lead: null, deputy: null, reviewer: null };

const aboutRole = ({ userId, role, sideId, cityId }: Held): Pick<Happening, 'payload' | 'cityId'> => ({
  payload: { userId, role, sideId, cityId },
  ...(cityId === null ? {} : { cityId })
});

const aboutSenior = ({ userId, cityId }: Held): Pick<Happening, 'payload' | 'cityId'> => ({
  payload: { userId },
  ...(cityId === null ? {} : { cityId })
});

async function enterAsKeeper(
  trx: Db,
  actor: Keeper,
  slug: string
): Promise<Result<{ study: Study; acting: Actor | null }>> {
  if (actor !== 'operator') return enterToDecide(trx, actor, slug, 'study.people');
  const study = await findStudy(trx, slug);
  return study ? ok({ study, acting: null }) : refuse('not-found');
}

/** What a contributor's writing can be limited to. */
async function partsToWrite(db: Db, studyId: StudyId): Promise<readonly Characteristic[]> {
  const framework = await findFramework(db, studyId);
  return framework ? answerParts(framework) : [];
}
