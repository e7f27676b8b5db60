/**
 * Manages the accounts of the installation, for its administrators and its operator: creates, suspends and
 * restores them, and grants the administrator's right. At least one administrator who can sign in always
 * remains.
 */
import { isErasedAddress } from '#domain/erasure.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import { holdsOffice, type PasswordOwner } from '#domain/password.ts';
import type { UserId } from '#domain/ids.ts';
import { instanceAbilitiesOf, type Actor, type Grant } from '#domain/permissions.ts';
import { isAddress, isName, trimmed } from '#domain/person.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Logger } from '../logger.ts';
import type { Mailer } from '../mail/mailer.ts';
import { both } from '../store/bilingual.ts';
import { administersNow } from '../store/pauses.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import type { Db } from '../store/open.ts';
import {
  addressForm,
  findUser,
  insertUser,
  listUsers,
  lockActiveAdministrators,
  updateUser,
  type UserRow
} from '../store/users.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../commands/run-command.ts';

/** Validates and hashes passwords; server/auth implements it. */
export interface Passwords {
  /** Applies the rules for a password that this person sets. */
  validate(password: string, owner: PasswordOwner): Result<string>;
  hash(password: string): Promise<string>;
  matches(known: string | null, password: string): Promise<boolean>;
}

export interface AccountTools extends CommandDeps {
  readonly logger: Logger;
  readonly passwords: Passwords;
  readonly mailer: Mailer;
}

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: Bilingual;
  readonly locale: Locale | null;
  readonly isAdministrator: boolean;
  readonly suspendedAt: string | null;
  readonly createdAt: string;
  /** Holds until when the account is paused after a reset by others; null where it is not. */
  readonly pausedUntil: string | null;
}

export interface NewAccount {
  readonly email: string;
  readonly name: Bilingual;
  /** Sets the password; without it one is generated and returned, to be handed over once. */
  readonly password?: string;
  readonly locale?: Locale | null;
  readonly isAdministrator?: boolean;
}

/**
 * Names a person, or the operator: anyone with a shell on the server. The value is a string and not null, so
 * that a page that passes on a reader who is not signed in cannot act as the operator by accident.
 */
export type AccountAdmin = Actor | 'operator';

/** Manages accounts. A person without the right to manage them is refused with `not-found`. */
export interface Accounts {
  list(actor: AccountAdmin): Promise<Result<Account[]>>;
  create(
    actor: AccountAdmin,
    account: NewAccount
  ): Promise<Result<{ id: string; madeUpPassword: string | null }>>;
  /** Suspends an account: the person cannot sign in; their sessions and open sockets end at once. */
  suspend(actor: AccountAdmin, userId: string): Promise<Result<null>>;
  restore(actor: AccountAdmin, userId: string): Promise<Result<null>>;
  setAdministrator(actor: AccountAdmin, userId: string, isAdministrator: boolean): Promise<Result<null>>;
  endSessions(actor: AccountAdmin, userId: string): Promise<Result<null>>;
}

export function openAccounts(tools: AccountTools): Accounts {
  const { store, newId, logger, passwords } = tools;

  /** Returns a password of five groups of four hexadecimal digits of a random id: about 76 bits. */
  const makeUp = (): string => (newId().replaceAll('-', '').slice(0, 20).match(/.{4}/g) ?? []).join('-');

  /** Runs one change of one account by a person who may still manage accounts when it happens. */
  const change = async (
    actor: AccountAdmin,
    userId: string,
    what: string,
    how: (context: CommandContext, user: UserRow) => Promise<Result<null>>
  ): Promise<Result<null>> => {
    const outcome = await runCommand(tools, async (context) => {
      if (!(await managesAccounts(context.trx, actor))) return refuse('not-found');
      const user = await findUser(context.trx, userId);
      if (!user) return refuse('not-found');
      // An erased person's account stays closed: it belongs to nobody.
      return isErasedAddress(user.email) ? refuse('wrong-state') : how(context, user);
    });
    if (outcome.ok) logger.info(what, { userId, by: nameOf(actor) });
    return outcome;
  };

  return {
    list: async (actor) => {
      if (!(await managesAccounts(store.db, actor))) return refuse('not-found');
      return ok((await listUsers(store.db)).map(accountFrom));
    },

    create: async (actor, account) => {
      const email = addressForm(account.email);
      if (!isAddress(email)) return refuse('invalid', { field: 'email' });
      if (!isName(account.name)) return refuse('invalid', { field: 'name' });
      const password = account.password ?? makeUp();
      const checked = passwords.validate(password, {
        email,
        name: account.name,
        holdsOffice: account.isAdministrator === true
      });
      if (!checked.ok) return checked;
      if (!(await managesAccounts(store.db, actor))) return refuse('not-found');
      const passwordHash = await passwords.hash(password);
      const id = newId();
      const outcome = await runCommand(tools, async ({ trx, at }) => {
        if (!(await managesAccounts(trx, actor))) return refuse('not-found');
        const name = trimmed(account.name);
        const isNew = await insertUser(trx, {
          id,
          email,
          passwordHash,
          nameEn: name.en,
          nameZh: name.zh,
          locale: account.locale ?? null,
          isAdministrator: account.isAdministrator ? 1 : 0,
          suspendedAt: null,
          createdAt: at,
          // What somebody else has seen is the person's own only once they have changed it.
          passwordChange: actor === 'operator' && account.password !== undefined ? null : 'made-up'
        });
        if (!isNew) return refuse('email-taken');
        return ok({ id, madeUpPassword: account.password === undefined ? password : null });
      });
      if (outcome.ok) logger.info('account created', { userId: id, by: nameOf(actor) });
      return outcome;
    },

    suspend: (actor, userId) =>
      change(actor, userId, 'account suspended', async ({ trx, at, signalAfterCommit }, user) => {
        if (user.suspendedAt !== null) return ok(null);
        if (!(await someoneElseRemains(trx, user))) return refuse('last-administrator');
        await updateUser(trx, userId, { suspendedAt: at });
        await deleteSessionsOf(trx, userId);
        signalAfterCommit({ kind: 'sessions-ended', userId });
        signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    restore: (actor, userId) =>
      change(actor, userId, 'account restored', async ({ trx }) => {
        await updateUser(trx, userId, { suspendedAt: null });
        return ok(null);
      }),

    setAdministrator: (actor, userId, isAdministrator) =>
      change(
        actor,
        userId,
        isAdministrator ? 'administrator made' : 'administrator unmade',
        async ({ trx, signalAfterCommit }, user) => {
          if (!isAdministrator && !(await someoneElseRemains(trx, user))) return refuse('last-administrator');
          await updateUser(trx, userId, { isAdministrator: isAdministrator ? 1 : 0 });
          signalAfterCommit({ kind: 'rights-changed', userId });
          return ok(null);
        }
      ),

    endSessions: (actor, userId) =>
      change(actor, userId, 'sessions ended', async ({ trx, signalAfterCommit }) => {
        await deleteSessionsOf(trx, userId);
        signalAfterCommit({ kind: 'sessions-ended', userId });
        return ok(null);
      })
  };
}

const nameOf = (actor: AccountAdmin): string => (actor === 'operator' ? actor : actor.userId);

/** Checks the right on the row as it is now: it may have been withdrawn since the request began. */
export async function managesAccounts(db: Db, actor: AccountAdmin): Promise<boolean> {
  if (actor === 'operator') return true;
  const user = await findUser(db, actor.userId);
  if (!user || user.suspendedAt !== null) return false;
  return instanceAbilitiesOf({ isAdministrator: await administersNow(db, user) }).has('instance.users');
}

/** Describes the person whose password it is, for its rules. */
export const ownerOf = (user: UserRow, grants: readonly Pick<Grant, 'role'>[]): PasswordOwner => ({
  email: user.email,
  name: both(user.nameEn, user.nameZh),
  holdsOffice: holdsOffice({ isAdministrator: user.isAdministrator === 1, grants })
});

/** Returns a person who acts without a session, by a link. */
export const actorOf = (user: UserRow): Actor => ({
  userId: user.id as UserId,
  sessionId: '',
  email: user.email,
  name: both(user.nameEn, user.nameZh),
  isAdministrator: user.isAdministrator === 1,
  grants: []
});

async function someoneElseRemains(db: Db, user: UserRow): Promise<boolean> {
  if (user.isAdministrator === 0) return true;
  return (await lockActiveAdministrators(db)).some((id) => id !== user.id);
}

export const accountFrom = (row: UserRow): Account => ({
  id: row.id,
  email: row.email,
  name: { en: row.nameEn, zh: row.nameZh },
  locale: row.locale,
  isAdministrator: row.isAdministrator === 1,
  suspendedAt: row.suspendedAt,
  createdAt: row.createdAt,
  pausedUntil: row.pauseEndsAt
});
