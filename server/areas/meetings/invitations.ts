/**
 * Manages invitations: the secretariat offers a role by a link that works once. The person who follows it
 * takes the role with the account of the address that was invited, or makes one for it; an account of another
 * address takes it only when the inviter confirms. Whether they may hold the role is checked in that same transaction.
 */
import { isToken, statusOf } from '#rules/people/invitation.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Actor, Role } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { hashOfToken } from '#server/auth/link-token.ts';
import { admitAttempt, recordSuccess } from '#server/auth/throttle.ts';
import type { OfferedRole } from '#server/mail/invitation-mail.ts';
import { both } from '#server/store/bilingual.ts';
import { listGrantsOfUsers } from '#server/auth/grants.ts';
import { listUnanswered, withdrawInvitation } from '#areas/people';
import { forgetMailWithLink } from '#server/mail/stored-mail.ts';
import type { Db } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import { findUser, findUserByEmail, listUsersOf } from '#server/auth/users.ts';
import { bind, thenDo } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { readsOf } from '#server/commands/read.ts';
import { asResult, refused } from '#server/commands/refused.ts';
import type { LinkHolder } from '#server/commands/subject.ts';
import { managesPeople, loadInvitation, validateOpen, type InvitationTools } from './invitation-subject.ts';
import { appoint, type Accepted } from './invited-appointment.ts';
import { accept, type NewPerson } from './invitation-acceptance.ts';
import { send, offerOf, kept } from './invitation-sending.ts';

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

const command = commandsOf<InvitationTools>();
const read = readsOf<InvitationTools>();

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
     * `address` is the caller's network address. A person who is signed in with an account of another address
     * than the invited one only asks for it: `isClaim`, until the inviter confirms.
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
