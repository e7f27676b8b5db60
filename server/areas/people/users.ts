/**
 * Manages a person's own account: name, preferred language, password. What administrators do to accounts is
 * in accounts.ts.
 */
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor, Role } from '#base/permissions.ts';
import { isName, trimmed } from '#rules/people/person.ts';
import type { Result } from '#base/refusal.ts';
import {
  isDemoAccount,
  isLocalRequest,
  reachOfDemo,
  type DemoReach,
  type RequestHeaders
} from '#server/auth/demo-accounts.ts';
import type { Config } from '#server/process/config.ts';
import { confirmSession, deleteSessionsOf } from '#server/auth/stored-sessions.ts';
import { findUser, insertFormerName, listUsersAt, updateUser, type UserRow } from '#server/auth/users.ts';
import { writeToOwner } from './account-notices.ts';
import { accountFrom, createAccounts, ownerOf, type Account, type AccountTools } from './accounts.ts';
import { bind, thenDo } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { Db } from '#server/store/open.ts';
import { accountLocks } from './account-locks.ts';
import { ownAccountSubject } from './installation-subject.ts';
import { checkPassword } from '#server/auth/password-check.ts';

export interface DemoAccount {
  readonly email: string;
  readonly name: Bilingual;
  readonly role: Role | 'administrator';
  readonly sidePosition: number | null;
}

export interface UserTools extends AccountTools {
  readonly config: Pick<Config, 'demo' | 'origin' | 'isDemoByHand'>;
  readonly attempts: {
    /** Counts one guess at the password within a session; refused where there were too many. */
    admit(sessionId: string): Promise<Result<null>>;
    succeeded(sessionId: string): Promise<void>;
  };
}

const command = commandsOf<UserTools>();

const own = { subject: ownAccountSubject, needs: 'instance.own-account' } as const;

const setName = command(
  { name: 'users.set-name', ...own, locks: ({ db, actor }, _: Bilingual) => accountLocks(db, actor.userId) },
  async ({ trx, at, deps, actor, acting, appendEvent, signalAfterCommit }, name: Bilingual) => {
    if (!isName(name)) throw refused('invalid', { field: 'name' });
    const { en, zh } = trimmed(name);
    const before = await findUser(trx, actor.userId);
    if (!before) throw refused('not-found');
    if (before.nameEn === en && before.nameZh === zh) return null;
    await updateUser(trx, actor.userId, { nameEn: en, nameZh: zh });
    // What someone wrote is shown under the present name: each of their studies reads that it is another.
    const id = deps.newId();
    await insertFormerName(trx, { id, user: before, until: at });
    for (const studyId of new Set(actor.grants.map((grant) => grant.studyId)))
      await appendEvent(
        studyId,
        { ...acting, grants: actor.grants, name: { en, zh } },
        { kind: 'person.renamed', needs: 'study.see', payload: { formerNameId: id } }
      );
    signalAfterCommit({ kind: 'rights-changed', userId: actor.userId });
    return null;
  }
);

const setLocale = command(
  { name: 'users.set-locale', ...own, locks: ({ actor }, _: Locale) => heldAlone([actor.userId]) },
  async ({ trx, actor }, locale: Locale) => {
    await updateUser(trx, actor.userId, { locale });
    return null;
  }
);

interface PasswordChange {
  readonly present: string;
  readonly wanted: string;
}

/** Requires the present one, and ends every other session. */
const changePassword = command(
  {
    name: 'users.change-password',
    ...own,
    locks: ({ actor }, _: PasswordChange) => heldAlone([actor.userId]),
    prepare: async ({ db, deps: { passwords, attempts }, actor }, { present, wanted }: PasswordChange) => {
      take(passwords.validate(wanted, ownerOf(await ownRow(db, actor), actor.grants)));
      // A person who uses an unlocked screen gets no more guesses than at sign-in.
      take(await attempts.admit(actor.sessionId));
      const known = (await ownRow(db, actor)).passwordHash;
      if (!(await passwords.matches(known, present))) throw refused('wrong-password', { field: 'present' });
      // A person who has to change a password that others know must not keep it.
      if (present === wanted) throw refused('password-same', { field: 'wanted' });
      return { known, passwordHash: await passwords.hash(wanted) };
    }
  },
  async (decision) => {
    const { trx, at, deps, actor, prepared, signalAfterCommit } = decision;
    const now = await findUser(trx, actor.userId);
    if (now?.passwordHash !== prepared.known) throw refused('stale');
    await updateUser(trx, actor.userId, { passwordHash: prepared.passwordHash, passwordChange: null });
    await deleteSessionsOf(trx, actor.userId, actor.sessionId);
    await confirmSession(trx, actor.sessionId, at);
    const change = { kind: 'password-changed', isByOthers: false, pausedUntil: null } as const;
    await writeToOwner(deps, decision, now, change);
    signalAfterCommit({ kind: 'sessions-ended', userId: actor.userId, exceptSessionId: actor.sessionId });
    return null;
  }
);

/** Takes the password again, before an act that a session alone must not allow; it counts for ten minutes. */
const confirmPassword = command(
  {
    name: 'users.confirm-password',
    ...own,
    prepare: async ({ db, deps, actor }, password: string) =>
      take(await checkPassword(deps, db, actor, password))
  },
  async ({ trx, at, actor }) => {
    await confirmSession(trx, actor.sessionId, at);
    return null;
  }
);

async function ownRow(db: Db, actor: Actor): Promise<UserRow> {
  const row = await findUser(db, actor.userId);
  if (!row) throw new Error(`The account ${actor.userId} of a session is gone`);
  return row;
}

interface OfferedAccounts {
  readonly accounts: readonly DemoAccount[];
  readonly isExposed: boolean;
}

/**
 * Those that may sign in from where the request comes; none, unless this installation is a demo. `isExposed` where the
 * operator lets them in from other machines than this one.
 */
async function listDemoAccounts(
  { store: { db }, config }: UserTools,
  headers: RequestHeaders,
  address: string
): Promise<OfferedAccounts> {
  const isLocal = isLocalRequest(headers, address);
  const reach = reachOfDemo(config);
  if (!config.demo || reach === 'nowhere' || (reach === 'this-machine' && !isLocal))
    return { accounts: [], isExposed: false };
  const offered = new Map<string, DemoAccount>();
  for (const { email, nameEn, nameZh, isAdministrator, role, sidePosition } of await listUsersAt(
    db,
    'demo.local'
  )) {
    const roleName = isAdministrator === 1 ? 'administrator' : role;
    if (roleName !== null && !offered.has(email))
      offered.set(email, { email, name: { en: nameEn, zh: nameZh }, role: roleName, sidePosition });
  }
  return { accounts: [...offered.values()], isExposed: !isLocal };
}

export type Users = ReturnType<typeof createUsers>;

export const createUsers = (deps: UserTools) => {
  const bound = bind(deps, { setName, setLocale, changePassword, confirmPassword });
  return {
    ...createAccounts(deps),
    ...bound,
    changePassword: thenDo(bound.changePassword, async (_, { sessionId, userId }) => {
      await deps.attempts.succeeded(sessionId);
      deps.logger.info('password changed', { userId });
    }),
    demoAccounts: (headers: RequestHeaders, address: string) => listDemoAccounts(deps, headers, address),
    /** Null for every other account. */
    reachOf: (email: string): DemoReach | null => (isDemoAccount(email) ? reachOfDemo(deps.config) : null),
    own: async (actor: Actor): Promise<Account> => accountFrom(await ownRow(deps.store.db, actor))
  };
};
