/**
 * Manages invitations: the secretariat offers a role by a link that works once. The person who follows it
 * takes the role with the account of the address that was invited, or makes one for it; an account of another
 * address takes it only when the inviter confirms. Whether they may hold the role is checked in that same transaction.
 */
import { validateAppointment } from '#rules/people/appointment.ts';
import {
  aDayBefore,
  expiryFrom,
  invitationPath,
  isToken,
  mostInvitationsADay,
  statusOf
} from '#rules/people/invitation.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor, Role } from '#base/permissions.ts';
import { isAddress } from '#rules/people/person.ts';
import { ok, type Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { hashOfToken, makeToken } from '#server/auth/link-token.ts';
import { admitAttempt, recordSuccess } from '#server/auth/throttle.ts';
import { invitationMail, type OfferedRole } from '#server/mail/invitation-mail.ts';
import { both } from '#server/store/bilingual.ts';
import { findCity, listCities } from '#areas/cities';
import { listGrantsInStudy, listGrantsOfUsers } from '#server/auth/grants.ts';
import {
  countSentSince,
  insertInvitation,
  listUnanswered,
  withdrawInvitation,
  type InvitationRow
} from '#areas/people';
import { linkMark } from '#server/mail/link-seal.ts';
import { forgetMailWithLink, insertMailWithLink } from '#server/mail/stored-mail.ts';
import type { Db } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import { addressForm, findUser, findUserByEmail, listUsersOf } from '#server/auth/users.ts';
import { bind, thenDo } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { readsOf } from '#server/commands/read.ts';
import { asResult, refused, take } from '#server/commands/refused.ts';
import type { LinkHolder } from '#server/commands/subject.ts';
import { managesPeople, loadInvitation, validateOpen, type InvitationTools } from './invitation-subject.ts';
import { appoint, type Accepted } from './invited-appointment.ts';
import { accept, type NewPerson } from './invitation-acceptance.ts';

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

const command = commandsOf<InvitationTools>();
const read = readsOf<InvitationTools>();

const kept = { subject: studySubject, needs: 'study.people' } as const;

/**
 * Sends an invitation. Where e-mail is sent, its link goes to the invited address alone; where none is, it is
 * returned here, once, to be handed over. It is not stored.
 */
const send = command(
  { name: 'invitations.send', ...kept, locks: ['study'] },
  async ({ trx, at, deps, subject: { study }, actor, append }, input: InvitationInput) => {
    const { newId, linkSeal, config } = deps;
    const email = addressForm(input.email);
    if (!isAddress(email)) throw refused('invalid', { field: 'email' });
    // This checks only the scope of the role; whether it is free is checked when the invitation is
    // accepted.
    const { role, sideId, cityId } = take(
      validateAppointment(
        { ...input, userId: '' },
        { sides: study.sides, cities: await listCities(trx, study.id), held: [] }
      )
    );
    await validateNew(trx, study, { email, role, sideId, cityId, at });
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
    const { origin } = config;
    const link = `${origin}${invitationPath(token)}`;
    const { locale } = input;
    const mail = invitationMail({
      ...(await offerOf(trx, study, row)),
      address: email,
      link: linkMark,
      origin,
      locale
    });
    await insertMailWithLink(trx, {
      ...mail,
      id,
      sealedLink: linkSeal.seal(id, link),
      kind: 'invitation',
      studyId: study.id,
      address: email,
      locale,
      at
    });
    const payload = { invitationId: id, role, sideId, cityId };
    append({ kind: 'invitation.sent', needs: 'study.people', payload });
    return { link: config.smtp === null ? link : null, email };
  }
);

/** Checks that nobody was invited to the same role or holds it, and that there are not too many invitations today. */
async function validateNew(
  db: Db,
  study: Study,
  { email, role, sideId, cityId, at }: Pick<InvitationRow, 'email' | 'role' | 'sideId' | 'cityId' | 'at'>
): Promise<void> {
  const isSameRole = (one: Pick<InvitationRow, 'role' | 'sideId' | 'cityId'>) =>
    one.role === role && one.sideId === sideId && one.cityId === cityId;
  const unanswered = await listUnanswered(db, study.id);
  if (unanswered.some((row) => row.email === email && isSameRole(row) && row.expiresAt > at))
    throw refused('conflict');
  const held = await listGrantsInStudy(db, study.id);
  const member = await findUserByEmail(db, email);
  // Who is in the study, the secretariat knows: this tells nothing of other accounts.
  if (held.some((one) => one.userId === member?.id && isSameRole(one)))
    throw refused('role-held', { field: 'email' });
  if ((await countSentSince(db, study.id, aDayBefore(new Date(at)))) >= mostInvitationsADay)
    throw refused('throttled', { minutes: 24 * 60 });
}

const withdraw = command(
  { name: 'invitations.withdraw', ...kept },
  async ({ trx, at, subject: { study }, append }, id: string) => {
    if (!(await withdrawInvitation(trx, study.id, id, at))) throw refused('not-found');
    await forgetMailWithLink(trx, id);
    append({ kind: 'invitation.withdrawn', needs: 'study.people', payload: { invitationId: id } });
    return null;
  }
);

const findClaimed = async (db: Db, study: Study, id: string) =>
  (await listUnanswered(db, study.id)).find((row) => row.id === id);

/** Lets the person accept who followed the link with an account of another address; for the inviter alone. */
const confirm = command(
  {
    name: 'invitations.confirm',
    ...kept,
    locks: async ({ db, subject }, id: string) => [
      studySubject.locks.study(subject),
      ...heldAlone([(await findClaimed(db, subject.study, id))?.claimedBy])
    ]
  },
  async (decision, id: string) => {
    const { trx, deps, subject, actor } = decision;
    const invitation = await findClaimed(trx, subject.study, id);
    const claimant = invitation?.claimedBy ? await findUser(trx, invitation.claimedBy) : undefined;
    if (!invitation || !claimant) throw refused('not-found');
    if (invitation.userId !== actor.userId) throw refused('forbidden');
    if (claimant.suspendedAt !== null) throw refused('suspended');
    const { userId } = await appoint(deps, decision, {
      study: subject.study,
      invitation,
      user: claimant
    });
    return { userId };
  }
);

/** Lists unanswered invitations, for those who manage the study's people. */
const list = read(
  { name: 'invitations.list', ...kept },
  async ({ db, deps, subject: { study }, actor }): Promise<OpenInvitation[]> => {
    const rows = await listUnanswered(db, study.id);
    const inviters = [...new Set(rows.flatMap((row) => [row.userId, row.claimedBy ?? []].flat()))];
    const [users, grants] = [await listUsersOf(db, inviters), await listGrantsOfUsers(db, inviters)];
    const at = deps.now().toISOString();
    return rows.map((row) => {
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
    });
  }
);

const hashOfLink = (token: string): string => (isToken(token) ? hashOfToken(token) : '');

/**
 * Returns what a link offers to its holder; looking changes nothing. `not-found` for a link that never existed,
 * `invitation-spent` for one that does not work any more.
 */
const look = async (
  { store: { db }, now }: InvitationTools,
  token: string
): Promise<Result<InvitationView>> =>
  asResult(async () => {
    const loaded = await loadInvitation(db, hashOfLink(token));
    if (!loaded) throw refused('not-found');
    validateOpen(loaded, now().toISOString());
    const { invitation, study } = loaded;
    const hasAccount = (await findUserByEmail(db, invitation.email)) !== undefined;
    return { ...(await offerOf(db, study, invitation)), email: invitation.email, hasAccount };
  });

export type Invitations = ReturnType<typeof createInvitations>;

export const createInvitations = (deps: InvitationTools) => {
  const { store, now, logger } = deps;
  const bound = bind(deps, { list, send, confirm, withdraw, accept });
  return {
    list: bound.list,
    send: bound.send,
    withdraw: bound.withdraw,
    acceptByLink: bound.accept,
    confirm: thenDo(bound.confirm, ({ userId }, actor) =>
      logger.info('invitation accepted', { userId, confirmedBy: actor.userId })
    ),
    look: (token: string) => look(deps, token),
    /**
     * Accepts an invitation. `address` is the caller's network address. A person who is signed in with an account of
     * another address than the invited one only asks for it: `isClaim`, until the inviter confirms.
     */
    accept: async (
      token: string,
      by: Actor | NewPerson,
      address: string
    ): Promise<Result<Omit<Accepted, 'userId'>>> => {
      const attempt = { email: `invitation:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(store.db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const tokenHash = hashOfLink(token);
      const holder: LinkHolder = { link: tokenHash };
      const outcome = await bound.accept(holder, tokenHash, by);
      if (!outcome.ok) return outcome;
      await recordSuccess(store.db, attempt);
      const { userId, ...accepted } = outcome.value;
      logger.info(accepted.isClaim ? 'invitation claimed' : 'invitation accepted', { userId });
      return ok(accepted);
    }
  };
};

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
