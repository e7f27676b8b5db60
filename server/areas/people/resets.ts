/**
 * Lets people set a password by a link that goes to their own address and works once: who forgot theirs asks for it,
 * an administrator has it sent, and the operator prints it where no e-mail is sent. Nobody is shown a password. After
 * a reset that others began, or another address, the account is paused (account-pause.ts).
 */
import { pauseEndFrom } from '#rules/people/account-pause.ts';
import { isErasedAddress } from '#rules/operations/erasure.ts';
import { isToken } from '#rules/people/invitation.ts';
import type { Locale } from '#base/locale.ts';
import { leastOf } from '#rules/people/password.ts';
import type { InstanceAbility } from '#base/abilities.ts';
import { isAddress } from '#rules/people/person.ts';
import { ok, type Result } from '#base/refusal.ts';
import { isDemoAccount } from '#server/auth/demo-accounts.ts';
import { hashOfToken } from '#server/auth/link-token.ts';
import { admitAttempt, forgetAttemptsOf, recordSuccess } from '#server/auth/throttle.ts';
import { bind, thenDo } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { asResult, refused, take } from '#server/commands/refused.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import type { LinkHolder, Subject } from '#server/commands/subject.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { forgetMailWithLink } from '#server/mail/stored-mail.ts';
import type { Db } from '#server/store/open.ts';
import { deleteResetsOf, findReset, type PasswordResetRow } from '#server/auth/password-resets.ts';
import { pauseAccount } from '#server/auth/pauses.ts';
import { deleteSessionsOf } from '#server/auth/stored-sessions.ts';
import { addressForm, findUser, findUserByEmail, updateUser, type UserRow } from '#server/auth/users.ts';
import { notifyAccountChange } from './account-notices.ts';
import { accountLocks } from './account-locks.ts';
import { actorOf, ownerOf } from './accounts.ts';
import { administeredSubject } from './installation-subject.ts';
import { type ResetTools, sendToOwner, send, beginLink, isOpen } from './reset-sending.ts';

const command = commandsOf<ResetTools>();

interface LoadedReset {
  readonly tokenHash: string;
  readonly reset: PasswordResetRow | undefined;
  readonly user: UserRow | undefined;
}

const loadReset = async (db: Db, tokenHash: string): Promise<LoadedReset> => {
  const reset = await findReset(db, tokenHash);
  return { tokenHash, reset, user: reset && (await findUser(db, reset.userId)) };
};

/** States the link with which its holder sets the password of one account. One that never was is like one that is spent. */
const resetSubject: Subject<LinkHolder, [tokenHash: string], LoadedReset, InstanceAbility> = {
  name: 'reset',
  keyParts: 1,
  find: loadReset,
  abilities: (who, { tokenHash }) =>
    new Set<InstanceAbility>(who.link === tokenHash ? ['instance.own-account'] : []),
  sees: 'instance.own-account',
  studyOf: () => null,
  locks: {}
};

/** Returns the account whose password the link sets; `reset-spent` for one that works no longer. */
function openReset(
  { reset, user }: LoadedReset,
  at: string
): { readonly user: UserRow; readonly reset: PasswordResetRow } {
  if (!reset || reset.expiresAt <= at || !user || !isOpen(user) || user.email !== reset.email)
    throw refused('reset-spent');
  return { user, reset };
}

const setByLink = command(
  {
    name: 'resets.set-password',
    subject: resetSubject,
    needs: 'instance.own-account',
    locks: ({ db, subject }, _: string) => accountLocks(db, subject.user?.id),
    prepare: async ({ db, deps: { passwords, now }, subject }, password: string) => {
      const { user } = openReset(subject, now().toISOString());
      take(passwords.validate(password, ownerOf(user, await listGrantsOfUser(db, user.id))));
      return passwords.hash(password);
    }
  },
  async (decision) => {
    const { trx, at, deps, subject, prepared: passwordHash } = decision;
    const { user, reset } = openReset(subject, at);
    await updateUser(trx, user.id, { passwordHash, passwordChange: null });
    await forgetAttemptsOf(trx, user.email);
    const isByOthers = reset.begunBy !== user.id;
    // Who asks for a link at an address that others changed just now may be those others.
    const beginsPause = isByOthers || user.pauseEndsAt !== null;
    const pausedUntil = beginsPause
      ? await pause(decision, user.id, isByOthers ? reset.begunBy : (user.pausedBy ?? reset.begunBy))
      : null;
    if (!beginsPause) await endAccess(decision, user.id);
    await notifyAccountChange(
      deps,
      decision,
      { kind: 'password-reset', isByOthers, pausedUntil },
      { user, by: actorOf(user) }
    );
    return { userId: user.id, email: user.email };
  }
);

/** Gives an account another address, as an administrator: it counts as a reset. */
const changeAddress = command(
  {
    name: 'resets.change-address',
    subject: administeredSubject,
    needs: 'instance.users',
    locks: ({ db }, userId: string, _: string) => accountLocks(db, userId)
  },
  async (decision, userId: string, wanted: string) => {
    const { trx, deps, actor } = decision;
    const email = addressForm(wanted);
    if (!isAddress(email)) throw refused('invalid', { field: 'email' });
    const user = await findUser(trx, userId);
    if (!user) throw refused('not-found');
    if (isErasedAddress(user.email) || isDemoAccount(user.email)) throw refused('wrong-state');
    if (user.email === email) return null;
    if (await findUserByEmail(trx, email)) throw refused('email-taken', { field: 'email' });
    await updateUser(trx, userId, { email });
    const pausedUntil = await pause(decision, userId, actor.userId);
    await notifyAccountChange(
      deps,
      decision,
      { kind: 'address-changed', isByOthers: actor.userId !== userId, pausedUntil },
      { user: { ...user, email }, by: actor, addresses: [user.email, email] }
    );
    return null;
  }
);

/** Ends the account's sessions and open links as well. Returns until when it is paused. */
async function pause(context: CommandContext, userId: string, by: string): Promise<string> {
  const endsAt = pauseEndFrom(new Date(context.at));
  await pauseAccount(context.trx, userId, { at: context.at, endsAt, by });
  await endAccess(context, userId);
  return endsAt;
}

async function endAccess({ trx, signalAfterCommit }: CommandContext, userId: string): Promise<void> {
  for (const id of await deleteResetsOf(trx, userId)) await forgetMailWithLink(trx, id);
  await deleteSessionsOf(trx, userId);
  signalAfterCommit({ kind: 'sessions-ended', userId });
  signalAfterCommit({ kind: 'rights-changed', userId });
}

const hashOfLink = (token: string): string => (isToken(token) ? hashOfToken(token) : '');

interface Asked {
  readonly email: string;
  readonly address: string;
  readonly locale: Locale;
}

/** Is what the holder of a link sends. `address` is the caller's network address. */
interface Used {
  readonly token: string;
  readonly password: string;
  readonly address: string;
}

/** Returns whose password a link sets; `reset-spent` for one that works no longer. */
const look = async (
  { store: { db }, now }: ResetTools,
  token: string
): Promise<Result<{ readonly email: string; readonly least: number }>> =>
  asResult(async () => {
    const { user } = openReset(await loadReset(db, hashOfLink(token)), now().toISOString());
    const grants = await listGrantsOfUser(db, user.id);
    return {
      email: user.email,
      least: leastOf({ isAdministrator: user.isAdministrator === 1, grants })
    };
  });

export type Resets = ReturnType<typeof createResets>;

export const createResets = (deps: ResetTools) => {
  const { store, now, logger } = deps;
  const { db } = store;
  const running = new Set<Promise<unknown>>();
  const bound = bind(deps, { sendToOwner, send, beginLink, setByLink, changeAddress });
  return {
    ...bound,
    send: thenDo(bound.send, (_, actor, userId) =>
      logger.info('password reset begun', { userId, by: actor.userId })
    ),
    changeAddress: thenDo(bound.changeAddress, (_, actor, userId) =>
      logger.info('address changed', { userId, by: actor.userId })
    ),
    /**
     * Asks for a link in one's own name. The answer is the same whether the address has an account or not, and comes
     * before it is looked up.
     */
    ask: async ({ email, address, locale }: Asked): Promise<Result<null>> => {
      const admitted = await admitAttempt(db, { email: `reset:${addressForm(email)}`, address, now: now() });
      if (!admitted.ok) return admitted;
      // A person who asks is answered before anything is looked up: time tells no more than the words.
      const work = bound
        .sendToOwner('schedule', email, locale)
        .then((sent) => {
          if (sent.ok && sent.value.userId !== null)
            logger.info('password reset asked for', { userId: sent.value.userId });
        })
        .catch((error: unknown) => logger.error('a password reset could not be written', error))
        .finally(() => running.delete(work));
      running.add(work);
      return ok(null);
    },
    makeLink: async (
      email: string
    ): Promise<Result<{ readonly link: string; readonly expiresAt: string }>> => {
      const begun = await bound.beginLink('operator', email);
      if (!begun.ok) return begun;
      const { userId, link, expiresAt } = begun.value;
      logger.info('password reset begun', { userId, by: 'operator' });
      return ok({ link, expiresAt });
    },
    look: (token: string) => look(deps, token),
    use: async ({ token, password, address }: Used): Promise<Result<{ readonly email: string }>> => {
      const attempt = { email: `reset:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const tokenHash = hashOfLink(token);
      const holder: LinkHolder = { link: tokenHash };
      const set = await bound.setByLink(holder, tokenHash, password);
      if (!set.ok) return set;
      await recordSuccess(db, attempt);
      logger.info('password reset', { userId: set.value.userId });
      return ok({ email: set.value.email });
    },
    /** Resolves when every link that was asked for is written, or was not to be. */
    idle: async (): Promise<void> => {
      await Promise.all(running);
    }
  };
};
