/**
 * Manages invitations: the secretariat offers a role by a link that works once. The person who follows it
 * takes the role with the account of the address that was invited, or makes one for it; an account of another
 * address takes it only when the inviter confirms. Whether they may hold the role is checked in that same transaction.
 */
import { becomesSenior, validateAppointment } from '#domain/appointment.ts';
import type { StudyId } from '#domain/ids.ts';
import {
  aDayBefore,
  expiryFrom,
  invitationPath,
  isToken,
  mostInvitationsADay,
  statusOf
} from '#domain/invitation.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import { holdsOffice } from '#domain/password.ts';
import {
  grantsIn,
  signsForSide,
  studyAbilitiesOf,
  type Actor,
  type Grant,
  type Role
} from '#domain/permissions.ts';
import { isAddress, isName, trimmed } from '#domain/person.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { hashOfToken, makeToken } from '../../auth/link-token.ts';
import { admitAttempt, recordSuccess } from '../../auth/throttle.ts';
import type { Config } from '../../config.ts';
import type { Logger } from '../../logger.ts';
import { claimMail } from '../../mail/account-mail.ts';
import { localeOf, type Mailer } from '../../mail/mailer.ts';
import { invitationMail, type OfferedRole } from '../../mail/invitation-mail.ts';
import { both } from '../../store/bilingual.ts';
import { findCity, listCities } from '../../store/cities.ts';
import {
  insertGrant,
  listGrantsInStudy,
  listGrantsOfUser,
  listGrantsOfUsers,
  lockStudy
} from '../../store/grants.ts';
import {
  claimInvitation,
  countSentSince,
  findInvitation,
  insertInvitation,
  listUnanswered,
  takeInvitation,
  withdrawInvitation,
  type InvitationRow
} from '../../store/invitations.ts';
import { linkMark, type LinkSeal } from '../../mail/link-seal.ts';
import { forgetMailWithLink, insertMailWithLink } from '../../store/mail.ts';
import type { Db } from '../../store/open.ts';
import { findStudy } from '../../store/studies.ts';
import {
  addressForm,
  findUser,
  findUserByEmail,
  insertUser,
  listUsersOf,
  type UserRow
} from '../../store/users.ts';
import { notifyChairChange } from '../account-notices.ts';
import { actorOf, type Passwords } from '../accounts.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';

export interface InvitationView extends OfferedRole {
  readonly email: string;
  /**
   * Says whether the invited address has an account: its owner signs in, others give a name and a password.
   */
  readonly hasAccount: boolean;
}

export interface OpenInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
  readonly invitedBy: Bilingual | null;
  readonly at: string;
  readonly expiresAt: string;
  readonly status: 'open' | 'lapsed';
  /** Names who wants to accept it with an account of another address, and whether the reader may let them. */
  readonly claim: { readonly name: Bilingual; readonly email: string; readonly mayConfirm: boolean } | null;
}

export interface InvitationInput {
  readonly email: string;
  readonly role: Role;
  readonly sideId: string | null;
  readonly cityId: string | null;
  /** Holds the language of the mail. */
  readonly locale: Locale;
}

export interface NewPerson {
  readonly name: Bilingual;
  readonly password: string;
  /** Holds the language in which they accepted. */
  readonly locale: Locale;
}

export interface Invitations {
  /** Lists unanswered invitations, for those who manage the study's people. */
  list(actor: Actor, studySlug: string): Promise<Result<OpenInvitation[]>>;
  /**
   * Sends an invitation. Where e-mail is sent, its link goes to the invited address alone; where none is, it is
   * returned here, once, to be handed over. It is not stored.
   */
  send(
    actor: Actor,
    studySlug: string,
    input: InvitationInput
  ): Promise<Result<{ link: string | null; email: string }>>;
  /** Lets the person accept who followed the link with an account of another address; for the inviter alone. */
  confirm(actor: Actor, studySlug: string, id: string): Promise<Result<null>>;
  withdraw(actor: Actor, studySlug: string, id: string): Promise<Result<null>>;
  /** Returns what a link offers to its holder; looking changes nothing. */
  look(token: string): Promise<Result<InvitationView>>;
  /**
   * Accepts an invitation. `address` is the caller's network address. A person who is signed in with an account of
   * another address than the invited one only asks for it: `isClaim`, until the inviter confirms.
   */
  accept(
    token: string,
    by: Actor | NewPerson,
    address: string
  ): Promise<Result<{ slug: string; email: string; isClaim: boolean }>>;
}

export interface InvitationTools extends CommandDeps {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
  readonly logger: Logger;
  readonly mailer: Mailer;
  readonly passwords: Passwords;
}

export function openInvitations(tools: InvitationTools): Invitations {
  const { store, newId, now, logger, passwords } = tools;
  const { db } = store;

  return {
    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.people');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const rows = await listUnanswered(db, study.id);
      const inviters = [...new Set(rows.flatMap((row) => [row.userId, row.claimedBy ?? []].flat()))];
      const [users, grants] = [await listUsersOf(db, inviters), await listGrantsOfUsers(db, inviters)];
      const at = now().toISOString();
      return ok(
        rows.map((row) => {
          const user = users.find(({ id }) => id === row.userId);
          const claimant = users.find(({ id }) => id === row.claimedBy);
          const inviterIsAuthorized =
            user?.suspendedAt === null && managesPeople(grants.get(row.userId) ?? [], study.id);
          return {
            id: row.id,
            email: row.email,
            role: row.role,
            sideId: row.sideId,
            cityId: row.cityId,
            at: row.at,
            expiresAt: row.expiresAt,
            invitedBy: user ? both(user.nameEn, user.nameZh) : null,
            claim: claimant
              ? {
                  name: both(claimant.nameEn, claimant.nameZh),
                  email: claimant.email,
                  mayConfirm: row.userId === actor.userId
                }
              : null,
            status: statusOf({ ...row, inviterIsAuthorized }, at) === 'open' ? 'open' : 'lapsed'
          } as const;
        })
      );
    },

    send: (actor, studySlug, input) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        // A person without the right must not wait for the lock, nor make others wait.
        const early = await authorizeStudyCommand(trx, actor, studySlug, 'study.people');
        if (!early.ok) return early;
        await lockStudy(trx, studySlug);
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.people');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const email = addressForm(input.email);
        if (!isAddress(email)) return refuse('invalid', { field: 'email' });
        // This checks only the scope of the role; whether it is free is checked when the invitation is
        // accepted.
        const scoped = validateAppointment(
          { ...input, userId: '' },
          { sides: study.sides, cities: await listCities(trx, study.id), held: [] }
        );
        if (!scoped.ok) return scoped;
        const { role, sideId, cityId } = scoped.value;
        const isSame = (row: InvitationRow) =>
          row.email === email && row.role === role && row.sideId === sideId && row.cityId === cityId;
        if ((await listUnanswered(trx, study.id)).some((row) => isSame(row) && row.expiresAt > at))
          return refuse('conflict');
        const held = await listGrantsInStudy(trx, study.id);
        const member = await findUserByEmail(trx, email);
        // Who is in the study, the secretariat knows: this tells nothing of other accounts.
        if (
          held.some(
            (one) =>
              one.userId === member?.id && one.role === role && one.sideId === sideId && one.cityId === cityId
          )
        )
          return refuse('role-held', { field: 'email' });
        if ((await countSentSince(trx, study.id, aDayBefore(new Date(at)))) >= mostInvitationsADay)
          return refuse('throttled', { minutes: 24 * 60 });
        const id = newId();
        const token = makeToken(newId);
        const row = {
          id,
          studyId: study.id,
          email,
          role,
          sideId,
          cityId,
          tokenHash: hashOfToken(token),
          userId: actor.userId,
          at,
          expiresAt: expiryFrom(new Date(at)),
          acceptedAt: null,
          acceptedBy: null,
          withdrawnAt: null,
          claimedBy: null,
          claimedAt: null
        };
        await insertInvitation(trx, row);
        const link = `${tools.config.origin}${invitationPath(token)}`;
        const { origin } = tools.config;
        const mail = invitationMail({
          ...(await offerOf(trx, study, row)),
          address: email,
          link: linkMark,
          origin,
          locale: input.locale
        });
        await insertMailWithLink(trx, {
          ...mail,
          id,
          sealedLink: tools.linkSeal.seal(id, link),
          kind: 'invitation',
          studyId: study.id,
          address: email,
          locale: input.locale,
          at
        });
        const payload = { invitationId: id, role, sideId, cityId };
        await appendEvent(study.id, acting, { kind: 'invitation.sent', needs: 'study.people', payload });
        return ok({ link: tools.config.smtp === null ? link : null, email });
      }),

    withdraw: (actor, studySlug, id) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.people');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (!(await withdrawInvitation(trx, study.id, id, at))) return refuse('not-found');
        await forgetMailWithLink(trx, id);
        await appendEvent(study.id, acting, {
          kind: 'invitation.withdrawn',
          needs: 'study.people',
          payload: { invitationId: id }
        });
        return ok(null);
      }),

    look: async (token) => {
      const found = await open(db, token, now().toISOString());
      if (!found.ok) return found;
      const { invitation, study } = found.value;
      const hasAccount = (await findUserByEmail(db, invitation.email)) !== undefined;
      return ok({ ...(await offerOf(db, study, invitation)), email: invitation.email, hasAccount });
    },

    accept: async (token, by, address) => {
      const attempt = { email: `invitation:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const early = await open(db, token, now().toISOString());
      if (!early.ok) return early;
      const hashed = 'password' in by ? await prepared(by, early.value.invitation) : ok(null);
      if (!hashed.ok) return hashed;
      const outcome = await runCommand(tools, async (context) => {
        const { trx } = context;
        // Appointments run one at a time; what was found before may have changed.
        await lockStudy(trx, early.value.study.slug);
        const at = context.takeTime();
        const found = await open(trx, token, at);
        if (!found.ok) return found;
        const { invitation, study } = found.value;
        const user =
          'password' in by
            ? await newAccount(trx, invitation.email, by, hashed.value ?? '', at)
            : await presentAccount(trx, by);
        if (!user.ok) return user;
        return user.value.email === invitation.email
          ? appoint(context, study, invitation, user.value)
          : claim(context, study, invitation, user.value);
      });
      if (!outcome.ok) return outcome;
      await recordSuccess(db, attempt);
      const { userId, ...accepted } = outcome.value;
      logger.info(accepted.isClaim ? 'invitation claimed' : 'invitation accepted', { userId });
      return ok(accepted);
    },

    confirm: async (actor, studySlug, id) => {
      const outcome = await runCommand(tools, async (context) => {
        const { trx } = context;
        const early = await authorizeStudyCommand(trx, actor, studySlug, 'study.people');
        if (!early.ok) return early;
        await lockStudy(trx, studySlug);
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.people');
        if (!authorized.ok) return authorized;
        const { study } = authorized.value;
        const invitation = (await listUnanswered(trx, study.id)).find((row) => row.id === id);
        const claimant = invitation?.claimedBy ? await findUser(trx, invitation.claimedBy) : undefined;
        if (!invitation || !claimant) return refuse('not-found');
        if (invitation.userId !== actor.userId) return refuse('forbidden');
        if (claimant.suspendedAt !== null) return refuse('suspended');
        return appoint(context, study, invitation, claimant);
      });
      if (!outcome.ok) return outcome;
      logger.info('invitation accepted', { userId: outcome.value.userId, confirmedBy: actor.userId });
      return ok(null);
    }
  };

  async function prepared(
    { name, password }: NewPerson,
    { email, role }: InvitationRow
  ): Promise<Result<string>> {
    if (!isName(name)) return refuse('invalid', { field: 'name' });
    const owner = { email, name, holdsOffice: holdsOffice({ isAdministrator: false, grants: [{ role }] }) };
    const checked = passwords.validate(password, owner);
    return checked.ok ? ok(await passwords.hash(password)) : checked;
  }

  async function newAccount(
    trx: Db,
    email: string,
    { name, locale }: NewPerson,
    passwordHash: string,
    at: string
  ): Promise<Result<UserRow>> {
    const { en, zh } = trimmed(name);
    const user: UserRow = {
      id: newId(),
      email,
      passwordHash,
      nameEn: en,
      nameZh: zh,
      locale,
      isAdministrator: 0,
      suspendedAt: null,
      createdAt: at,
      passwordChange: null,
      pausedAt: null,
      pauseEndsAt: null,
      pausedBy: null
    };
    return (await insertUser(trx, user)) ? ok(user) : refuse('email-taken');
  }

  /** Notes who wants it with another address, and tells the inviter; the first who asks is asked for. */
  async function claim(
    context: CommandContext,
    study: Study,
    invitation: InvitationRow,
    user: UserRow
  ): Promise<Result<Accepted>> {
    const { trx, at } = context;
    const accepted = { slug: study.slug, email: user.email, userId: user.id, isClaim: true };
    if (invitation.claimedBy === user.id) return ok(accepted);
    if (!(await claimInvitation(trx, invitation.id, { userId: user.id, at })))
      return refuse('invitation-spent');
    await context.appendEvent(study.id, actorOf(user), {
      kind: 'invitation.claimed',
      needs: 'study.people',
      payload: { invitationId: invitation.id }
    });
    const inviter = await findUser(trx, invitation.userId);
    if (inviter) {
      const link = tools.mailer.link(`/studies/${study.slug}/people#invite`);
      const about = { person: both(user.nameEn, user.nameZh), study: study.title, link };
      const locale = localeOf(inviter);
      await tools.mailer.write(context, [
        {
          studyId: study.id,
          userId: inviter.id,
          address: inviter.email,
          kind: 'account',
          locale,
          ...claimMail({ ...about, email: user.email, invited: invitation.email }, locale)
        }
      ]);
    }
    return ok(accepted);
  }

  async function appoint(
    context: CommandContext,
    study: Study,
    invitation: InvitationRow,
    user: UserRow
  ): Promise<Result<Accepted>> {
    const { trx, at, appendEvent, signalAfterCommit } = context;
    const { role, sideId, cityId, userId: invitedBy } = invitation;
    const held = await listGrantsInStudy(trx, study.id);
    const checked = validateAppointment(
      { userId: user.id, role, sideId, cityId },
      { sides: study.sides, cities: await listCities(trx, study.id), held }
    );
    if (!checked.ok) return checked;
    if (!(await takeInvitation(trx, invitation.id, { userId: user.id, at })))
      return refuse('invitation-spent');
    await forgetMailWithLink(trx, invitation.id);
    const isSenior = becomesSenior(checked.value, held);
    await insertGrant(trx, {
      ...checked.value,
      id: newId(),
      studyId: study.id,
      isSenior: isSenior ? 1 : 0,
      createdAt: at
    });
    const acting = {
      ...actorOf(user),
      grants: (await listGrantsOfUser(trx, user.id)).filter(
        (grant) => grant.studyId === study.id && grant.role === role
      )
    };
    const ofCity = checked.value.cityId === null ? {} : { cityId: checked.value.cityId };
    await appendEvent(study.id, acting, {
      kind: 'invitation.accepted',
      needs: 'study.people',
      payload: { invitationId: invitation.id, role, invitedBy }
    });
    const given = {
      userId: user.id,
      role,
      sideId: checked.value.sideId,
      cityId: checked.value.cityId,
      invitedBy
    };
    await appendEvent(study.id, acting, {
      kind: 'grant.given',
      needs: 'study.see',
      ...ofCity,
      payload: given
    });
    if (isSenior)
      await appendEvent(study.id, acting, {
        kind: 'senior.named',
        needs: 'study.see',
        ...ofCity,
        payload: { userId: user.id, invitedBy }
      });
    if (signsForSide({ role }))
      await notifyChairChange(tools, context, {
        study,
        userId: user.id,
        sideId: checked.value.sideId,
        isAppointed: true
      });
    signalAfterCommit({ kind: 'rights-changed', userId: user.id });
    return ok({ slug: study.slug, email: user.email, userId: user.id, isClaim: false });
  }
}

interface Accepted {
  readonly slug: string;
  readonly email: string;
  readonly userId: string;
  readonly isClaim: boolean;
}

const managesPeople = (grants: readonly Grant[], studyId: StudyId): boolean =>
  studyAbilitiesOf(grantsIn({ grants }, studyId)).has('study.people');

/**
 * Loads an open invitation; `not-found` for a link that never existed, `invitation-spent` for one that does
 * not work any more.
 */
async function open(
  db: Db,
  token: string,
  at: string
): Promise<Result<{ invitation: InvitationRow; study: Study }>> {
  const invitation = isToken(token) ? await findInvitation(db, hashOfToken(token)) : undefined;
  const study = invitation && (await findStudy(db, invitation.slug));
  if (!invitation || !study) return refuse('not-found');
  const inviter = await findUser(db, invitation.userId);
  const inviterIsAuthorized =
    inviter?.suspendedAt === null && managesPeople(await listGrantsOfUser(db, inviter.id), study.id);
  return statusOf({ ...invitation, inviterIsAuthorized }, at) === 'open'
    ? ok({ invitation, study })
    : refuse('invitation-spent');
}

async function offerOf(
  db: Db,
  study: Study,
  invitation: Pick<InvitationRow, 'role' | 'sideId' | 'cityId' | 'userId' | 'expiresAt'>
): Promise<OfferedRole> {
  const { role, sideId, cityId, userId, expiresAt } = invitation;
  const inviter = await findUser(db, userId);
  return {
    study: { slug: study.slug, title: study.title },
    role,
    side: study.sides.find((side) => side.id === sideId) ?? null,
    city: cityId === null ? null : ((await findCity(db, study.id, cityId))?.name ?? null),
    invitedBy: both(inviter?.nameEn ?? '', inviter?.nameZh ?? ''),
    expiresAt
  };
}

async function presentAccount(trx: Db, actor: Actor): Promise<Result<UserRow>> {
  const user = await findUser(trx, actor.userId);
  return user?.suspendedAt === null ? ok(user) : refuse('suspended');
}
