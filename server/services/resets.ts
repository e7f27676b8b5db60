/**
 * Lets people set a password by a link that goes to their own address and works once: who forgot theirs asks for it,
 * an administrator has it sent, and the operator prints it where no e-mail is sent. Nobody is shown a password. After
 * a reset that others began, or another address, the account is paused (account-pause.ts).
 */
import { pauseEndFrom } from '#domain/account-pause.ts';
import { isErasedAddress } from '#domain/erasure.ts';
import { isToken } from '#domain/invitation.ts';
import type { Locale } from '#domain/locale.ts';
import { leastOf } from '#domain/password.ts';
import type { Actor } from '#domain/permissions.ts';
import { isAddress } from '#domain/person.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { isDemoAccount } from '../auth/demo-accounts.ts';
import { hashOfToken, makeToken } from '../auth/link-token.ts';
import { admitAttempt, forgetAttemptsOf, recordSuccess } from '../auth/throttle.ts';
import { runCommand, type CommandContext } from '../commands/run-command.ts';
import type { Config } from '../config.ts';
import { resetMail } from '../mail/account-mail.ts';
import { linkMark, type LinkSeal } from '../mail/link-seal.ts';
import { localeOf } from '../mail/mailer.ts';
import { both } from '../store/bilingual.ts';
import { listGrantsOfUser } from '../store/grants.ts';
import { forgetMailWithLink, insertMailWithLink } from '../store/mail.ts';
import type { Db } from '../store/open.ts';
import {
  deleteResetsOf,
  findReset,
  insertReset,
  listResetsOf,
  type PasswordResetRow
} from '../store/password-resets.ts';
import { pauseAccount } from '../store/pauses.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { addressForm, findUser, findUserByEmail, updateUser, type UserRow } from '../store/users.ts';
import { notifyAccountChange } from './account-notices.ts';
import { actorOf, managesAccounts, ownerOf, type AccountTools } from './accounts.ts';

const hour = 3600_000;
/** Limits a link that the person asked for, and one that others began, in hours. */
const hoursAsked = 2;
const hoursByOthers = 48;
/** Limits the links of one account that wait at the same time: who asks again and again fills nobody's mailbox. */
const mostWaiting = 3;

export interface Resets {
  /**
   * Asks for a link in one's own name. The answer is the same whether the address has an account or not, and comes
   * before it is looked up.
   */
  ask(input: {
    readonly email: string;
    readonly address: string;
    readonly locale: Locale;
  }): Promise<Result<null>>;
  /** Has a link sent to a person, as an administrator; `mail-off` where this installation sends no e-mail. */
  send(actor: Actor, userId: string): Promise<Result<null>>;
  /** Makes a link for the operator to hand over. */
  makeLink(email: string): Promise<Result<{ readonly link: string; readonly expiresAt: string }>>;
  /** Returns whose password a link sets; `reset-spent` for one that works no longer. */
  look(token: string): Promise<Result<{ readonly email: string; readonly least: number }>>;
  /** Sets the password. `address` is the caller's network address. */
  use(input: {
    readonly token: string;
    readonly password: string;
    readonly address: string;
  }): Promise<Result<{ readonly email: string }>>;
  /** Gives an account another address, as an administrator: it counts as a reset. */
  changeAddress(actor: Actor, userId: string, email: string): Promise<Result<null>>;
  /** Resolves when every link that was asked for is written, or was not to be. */
  idle(): Promise<void>;
}

export interface ResetTools extends AccountTools {
  readonly linkSeal: LinkSeal;
  readonly config: Pick<Config, 'origin' | 'smtp'>;
}

export const resetPath = (token: string): string => `/reset/${token}`;

export function openResets(tools: ResetTools): Resets {
  const { store, newId, now, logger, passwords } = tools;
  const { db } = store;
  const running = new Set<Promise<unknown>>();

  /** Makes the link; the caller sends or prints it. */
  async function begin(
    { trx, at }: Pick<CommandContext, 'trx' | 'at'>,
    user: UserRow,
    begunBy: string
  ): Promise<PasswordResetRow & { readonly link: string }> {
    const token = makeToken(newId);
    const hours = begunBy === user.id ? hoursAsked : hoursByOthers;
    const row = {
      id: newId(),
      userId: user.id,
      email: user.email,
      tokenHash: hashOfToken(token),
      begunBy,
      at,
      expiresAt: new Date(Date.parse(at) + hours * hour).toISOString()
    };
    await insertReset(trx, row);
    return { ...row, link: `${tools.config.origin}${resetPath(token)}` };
  }

  async function send(
    context: CommandContext,
    user: UserRow,
    by: Actor | null,
    locale: Locale
  ): Promise<void> {
    const { id, link, expiresAt } = await begin(context, user, by?.userId ?? user.id);
    const { origin } = tools.config;
    const isOwn = by === null || by.userId === user.id;
    const mail = resetMail({
      link: linkMark,
      expiresAt,
      by: isOwn ? null : both(by.name.en, by.name.zh),
      address: user.email,
      origin,
      locale
    });
    await insertMailWithLink(context.trx, {
      ...mail,
      id,
      sealedLink: tools.linkSeal.seal(id, link),
      kind: 'password',
      studyId: null,
      address: user.email,
      locale,
      at: context.at
    });
  }

  const sendToOwner = (email: string, locale: Locale): Promise<Result<null>> =>
    runCommand(tools, async (context) => {
      const user = await findUserByEmail(context.trx, email);
      if (!user || !isOpen(user)) return ok(null);
      const waiting = (await listResetsOf(context.trx, user.id)).filter(
        ({ expiresAt }) => expiresAt > context.at
      );
      if (waiting.length >= mostWaiting) return ok(null);
      await send(context, user, null, user.locale ?? locale);
      logger.info('password reset asked for', { userId: user.id });
      return ok(null);
    });

  return {
    ask: async ({ email, address, locale }) => {
      const admitted = await admitAttempt(db, { email: `reset:${addressForm(email)}`, address, now: now() });
      if (!admitted.ok) return admitted;
      // A person who asks is answered before anything is looked up: time tells no more than the words.
      const work = sendToOwner(email, locale)
        .catch((error: unknown) => logger.error('a password reset could not be written', error))
        .finally(() => running.delete(work));
      running.add(work);
      return ok(null);
    },

    send: async (actor, userId) => {
      const outcome = await runCommand(tools, async (context) => {
        if (!(await managesAccounts(context.trx, actor))) return refuse('not-found');
        if (tools.config.smtp === null) return refuse('mail-off');
        const user = await findUser(context.trx, userId);
        if (!user) return refuse('not-found');
        if (!isOpen(user) || isDemoAccount(user.email)) return refuse('wrong-state');
        await send(context, user, actor, localeOf(user));
        return ok(null);
      });
      if (outcome.ok) logger.info('password reset begun', { userId, by: actor.userId });
      return outcome;
    },

    makeLink: async (email) => {
      const outcome = await runCommand(tools, async (context) => {
        const user = await findUserByEmail(context.trx, email);
        if (!user) return refuse('no-such-account');
        if (!isOpen(user)) return refuse('suspended');
        return ok(await begin(context, user, 'operator'));
      });
      if (!outcome.ok) return outcome;
      const { userId, link, expiresAt } = outcome.value;
      logger.info('password reset begun', { userId, by: 'operator' });
      return ok({ link, expiresAt });
    },

    look: async (token) => {
      const found = await findOpen(db, token, now().toISOString());
      if (!found.ok) return found;
      const { user } = found.value;
      const grants = await listGrantsOfUser(db, user.id);
      return ok({
        email: user.email,
        least: leastOf({ isAdministrator: user.isAdministrator === 1, grants })
      });
    },

    use: async ({ token, password, address }) => {
      const attempt = { email: `reset:${token.slice(0, 64)}`, address };
      const admitted = await admitAttempt(db, { ...attempt, now: now() });
      if (!admitted.ok) return admitted;
      const early = await findOpen(db, token, now().toISOString());
      if (!early.ok) return early;
      const grants = await listGrantsOfUser(db, early.value.user.id);
      const checked = passwords.validate(password, ownerOf(early.value.user, grants));
      if (!checked.ok) return checked;
      const passwordHash = await passwords.hash(password);
      const outcome = await runCommand(tools, async (context) => {
        const found = await findOpen(context.trx, token, context.at);
        return found.ok ? setByLink(context, found.value, passwordHash) : found;
      });
      if (!outcome.ok) return outcome;
      await recordSuccess(db, attempt);
      logger.info('password reset', { userId: outcome.value.userId });
      return ok({ email: outcome.value.email });
    },

    changeAddress: async (actor, userId, wanted) => {
      const email = addressForm(wanted);
      if (!isAddress(email)) return refuse('invalid', { field: 'email' });
      const outcome = await runCommand(tools, async (context) => {
        const { trx } = context;
        if (!(await managesAccounts(trx, actor))) return refuse('not-found');
        const user = await findUser(trx, userId);
        if (!user) return refuse('not-found');
        if (isErasedAddress(user.email) || isDemoAccount(user.email)) return refuse('wrong-state');
        if (user.email === email) return ok(null);
        if (await findUserByEmail(trx, email)) return refuse('email-taken', { field: 'email' });
        await updateUser(trx, userId, { email });
        const pausedUntil = await pause(context, userId, actor.userId);
        const renamed = { ...user, email };
        await notifyAccountChange(
          tools,
          context,
          { kind: 'address-changed', isByOthers: actor.userId !== userId, pausedUntil },
          { user: renamed, by: actor, addresses: [user.email, email] }
        );
        return ok(null);
      });
      if (outcome.ok) logger.info('address changed', { userId, by: actor.userId });
      return outcome;
    },

    idle: async () => {
      await Promise.all(running);
    }
  };

  async function setByLink(
    context: CommandContext,
    { user, reset }: { readonly user: UserRow; readonly reset: PasswordResetRow },
    passwordHash: string
  ): Promise<Result<{ userId: string; email: string }>> {
    const { trx } = context;
    await updateUser(trx, user.id, { passwordHash, passwordChange: null });
    await forgetAttemptsOf(trx, user.email);
    const isByOthers = reset.begunBy !== user.id;
    // Who asks for a link at an address that others changed just now may be those others.
    const beginsPause = isByOthers || user.pauseEndsAt !== null;
    const pausedUntil = beginsPause
      ? await pause(context, user.id, isByOthers ? reset.begunBy : (user.pausedBy ?? reset.begunBy))
      : null;
    if (!beginsPause) await endAccess(context, user.id);
    await notifyAccountChange(
      tools,
      context,
      { kind: 'password-reset', isByOthers, pausedUntil },
      { user, by: actorOf(user) }
    );
    return ok({ userId: user.id, email: user.email });
  }

  /** Pauses the account, and ends its sessions and open links. Returns until when. */
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
}

/** A suspended account, and one whose owner was erased, get no link. */
const isOpen = ({ suspendedAt, email }: UserRow): boolean => suspendedAt === null && !isErasedAddress(email);

async function findOpen(
  db: Db,
  token: string,
  at: string
): Promise<Result<{ readonly user: UserRow; readonly reset: PasswordResetRow }>> {
  const reset = isToken(token) ? await findReset(db, hashOfToken(token)) : undefined;
  if (!reset || reset.expiresAt <= at) return refuse('reset-spent');
  const user = await findUser(db, reset.userId);
  return user && isOpen(user) && user.email === reset.email ? ok({ user, reset }) : refuse('reset-spent');
}
