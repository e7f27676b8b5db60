/**
 * Manages the accounts of the installation, for its administrators and its operator: creates, suspends and
 * restores them, and grants the administrator's right. At least one administrator who can sign in always
 * remains.
 */
import { isErasedAddress } from '#rules/operations/erasure.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { holdsOffice, type PasswordOwner } from '#rules/people/password.ts';
import type { UserId } from '#base/ids.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import { isAddress, isName, trimmed } from '#rules/people/person.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Mailer } from '#server/mail/mailer.ts';
import { both } from '#server/store/bilingual.ts';
import { administersNow } from '#server/auth/pauses.ts';
import { deleteSessionsOf } from '#server/auth/stored-sessions.ts';
import type { Db } from '#server/store/open.ts';
import {
  addressForm,
  findUser,
  insertUser,
  listActiveAdministrators,
  listUsers,
  updateUser,
  type UserRow
} from '#server/auth/users.ts';
import { bind, thenDo } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { accountsSubject, type AccountAdmin } from './installation-subject.ts';

/** Implemented by server/auth. */
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
  /** Without it one is generated and returned, to be handed over once. */
  readonly password?: string;
  readonly locale?: Locale | null;
  readonly isAdministrator?: boolean;
}

const command = commandsOf<AccountTools>();

/** Returns a password of five groups of four hexadecimal digits of a random id: about 76 bits. */
const makeUp = (newId: () => string): string =>
  (newId().replaceAll('-', '').slice(0, 20).match(/.{4}/g) ?? []).join('-');

const create = command(
  {
    name: 'accounts.create',
    subject: accountsSubject,
    needs: 'instance.users',
    prepare: async ({ deps: { passwords, newId } }, account: NewAccount) => {
      const email = addressForm(account.email);
      if (!isAddress(email)) throw refused('invalid', { field: 'email' });
      if (!isName(account.name)) throw refused('invalid', { field: 'name' });
      const password = account.password ?? makeUp(newId);
      const owner = { email, name: account.name, holdsOffice: account.isAdministrator === true };
      take(passwords.validate(password, owner));
      return { email, password, passwordHash: await passwords.hash(password) };
    }
  },
  async (
    { trx, at, deps, actor, prepared: { email, password, passwordHash } },
    account: NewAccount
  ): Promise<{ id: string; madeUpPassword: string | null }> => {
    const id = deps.newId();
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
    if (!isNew) throw refused('email-taken');
    return { id, madeUpPassword: account.password === undefined ? password : null };
  }
);

interface ChangedAccount extends Decision<AccountTools, typeof accountsSubject, undefined> {
  readonly user: UserRow;
}

/**
 * All administrators who can sign in are locked where it is one of them: two who take the right from each
 * other cannot both see one left over.
 */
const change = <Input extends readonly unknown[]>(
  name: string,
  how: (changed: ChangedAccount, ...input: Input) => Promise<null>
) =>
  command(
    {
      name: `accounts.${name}`,
      subject: accountsSubject,
      needs: 'instance.users',
      locks: async ({ db }, userId: string, ..._: Input) => {
        const isAdministrator = (await findUser(db, userId))?.isAdministrator === 1;
        const others = isAdministrator ? await listActiveAdministrators(db) : [];
        return heldAlone([userId, ...others.map(({ id }) => id)]);
      }
    },
    async (decision, userId: string, ...input: Input) => {
      const user = await findUser(decision.trx, userId);
      if (!user) throw refused('not-found');
      // An erased person's account stays closed: it belongs to nobody.
      if (isErasedAddress(user.email)) throw refused('wrong-state');
      return how({ ...decision, user }, ...input);
    }
  );

/** The person cannot sign in; their sessions and open sockets end at once. */
const suspend = change('suspend', async ({ trx, at, user, signalAfterCommit }) => {
  if (user.suspendedAt !== null) return null;
  if (!(await someoneElseRemains(trx, user))) throw refused('last-administrator');
  await updateUser(trx, user.id, { suspendedAt: at });
  await deleteSessionsOf(trx, user.id);
  signalAfterCommit({ kind: 'sessions-ended', userId: user.id });
  signalAfterCommit({ kind: 'rights-changed', userId: user.id });
  return null;
});

const restore = change('restore', async ({ trx, user }) => {
  await updateUser(trx, user.id, { suspendedAt: null });
  return null;
});

const setAdministrator = change(
  'set-administrator',
  async ({ trx, user, signalAfterCommit }, isAdministrator: boolean) => {
    if (!isAdministrator && !(await someoneElseRemains(trx, user))) throw refused('last-administrator');
    await updateUser(trx, user.id, { isAdministrator: isAdministrator ? 1 : 0 });
    signalAfterCommit({ kind: 'rights-changed', userId: user.id });
    return null;
  }
);

const endSessions = change('end-sessions', async ({ trx, user, signalAfterCommit }) => {
  await deleteSessionsOf(trx, user.id);
  signalAfterCommit({ kind: 'sessions-ended', userId: user.id });
  return null;
});

/** Lists all accounts, for those who manage them by their row as it is now: the right may be gone since the request began. */
async function list({ store: { db } }: AccountTools, actor: AccountAdmin): Promise<Result<Account[]>> {
  const user = actor === 'operator' ? undefined : await findUser(db, actor.userId);
  const isKept = user?.suspendedAt === null;
  const now =
    actor === 'operator' ? actor : { ...actor, isAdministrator: isKept && (await administersNow(db, user)) };
  if (!accountsSubject.abilities(now, {}).has(accountsSubject.sees)) return refuse('not-found');
  return ok((await listUsers(db)).map(accountFrom));
}

export type Accounts = ReturnType<typeof createAccounts>;

/** A person without the right to manage them is refused with `not-found`. */
export const createAccounts = (deps: AccountTools) => {
  const bound = bind(deps, { create, suspend, restore, setAdministrator, endSessions });
  const noted = (what: string) => (_: unknown, who: AccountAdmin, userId: string) =>
    deps.logger.info(what, { userId, by: nameOf(who) });
  return {
    list: (actor: AccountAdmin) => list(deps, actor),
    create: thenDo(bound.create, ({ id }, who) => noted('account created')(null, who, id)),
    suspend: thenDo(bound.suspend, noted('account suspended')),
    restore: thenDo(bound.restore, noted('account restored')),
    setAdministrator: thenDo(bound.setAdministrator, (_, who, userId, isAdministrator) =>
      noted(isAdministrator ? 'administrator made' : 'administrator unmade')(null, who, userId)
    ),
    endSessions: thenDo(bound.endSessions, noted('sessions ended'))
  };
};

const nameOf = (actor: AccountAdmin): string => (actor === 'operator' ? actor : actor.userId);

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
  return (await listActiveAdministrators(db)).some(({ id }) => id !== user.id);
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
