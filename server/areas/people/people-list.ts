import { confirmsPause } from '#rules/people/account-pause.ts';
import type { Rapporteurs } from '#rules/people/appointment.ts';
import type { Side } from '#rules/study/study.ts';
import { answerParts, type Characteristic } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Grant, Role } from '#base/permissions.ts';
import { isContributor, speaksFor } from '#base/grant-duties.ts';
import type { Bilingual } from '#base/locale.ts';
import { listBodies, listRapporteurs, type Body } from './store/bodies.ts';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import {
  characteristicsFrom,
  listGrantsInStudy,
  listGrantsOfUsers,
  type GrantRow
} from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { listUsersOfStudy, type UserRow } from '#server/auth/users.ts';
import { readsOf } from '#server/commands/read.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Mailer } from '#server/mail/mailer.ts';
import type { DutiesOfRoles } from './ended-roles.ts';
import { studySubject } from '#areas/study';

export interface HeldRole {
  readonly grantId: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
  /** Says whether the person speaks for the city. */
  readonly isSenior: boolean;
  /** Null for all. */
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
  /** Null for a reader who does not manage the study's people. */
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

export interface PeopleTools extends CommandDeps {
  readonly dutiesOfRoles: DutiesOfRoles;
  readonly mailer: Mailer;
}

const read = readsOf<PeopleTools>();

export const list = read(
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

/** The limit is only for those who may set it. */
const heldRole = (grant: GrantRow, knowsLimit: boolean): HeldRole => ({
  grantId: grant.id,
  role: grant.role,
  sideId: grant.sideId,
  cityId: grant.cityId,
  isSenior: grant.isSenior === 1,
  characteristics: knowsLimit ? characteristicsFrom(grant.characteristics) : null,
  mayLimit: isContributor(grant) && knowsLimit
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

export const nobodyNamed: Rapporteurs = { lead: null, deputy: null, reviewer: null };

export async function partsToWrite(db: Db, studyId: StudyId): Promise<readonly Characteristic[]> {
  const framework = await findFramework(db, studyId);
  return framework ? answerParts(framework) : [];
}
