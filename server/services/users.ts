/**
 * Manages a person's own account: name, preferred language, password. What administrators do to accounts is
 * in accounts.ts.
 */
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor, Role } from '#domain/permissions.ts';
import { isName, trimmed } from '#domain/person.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  isDemoAccount,
  isLocalRequest,
  reachOfDemo,
  type DemoReach,
  type RequestHeaders
} from '../auth/demo-accounts.ts';
import type { Config } from '../config.ts';
import { confirmSession, deleteSessionsOf } from '../store/sessions.ts';
import { listGrantsOfUser } from '../store/grants.ts';
import { findUser, insertFormerName, listUsersAt, updateUser } from '../store/users.ts';
import { writeToOwner } from './account-notices.ts';
import {
  accountFrom,
  openAccounts,
  ownerOf,
  type Account,
  type Accounts,
  type AccountTools
} from './accounts.ts';
import { runCommand } from '../commands/run-command.ts';
import { checkPassword } from './workflow/password-check.ts';

/** Describes an account of the demo, for the page that offers it. */
export interface DemoAccount {
  readonly email: string;
  readonly name: Bilingual;
  readonly role: Role | 'administrator';
  readonly sidePosition: number | null;
}

export interface Users extends Accounts {
  /**
   * Lists the demo accounts that may sign in from where the request comes; none, unless this installation is a demo.
   * `isExposed` where the operator lets them in from other machines than this one.
   */
  demoAccounts(
    headers: RequestHeaders,
    address: string
  ): Promise<{ readonly accounts: readonly DemoAccount[]; readonly isExposed: boolean }>;
  /** Returns from where a demo account may sign in; null for every other account. */
  reachOf(email: string): DemoReach | null;
  own(actor: Actor): Promise<Account>;
  setName(actor: Actor, name: Bilingual): Promise<Result<null>>;
  setLocale(actor: Actor, locale: Locale): Promise<Result<null>>;
  /** Changes the password; requires the present one, and ends every other session. */
  changePassword(
    actor: Actor,
    change: { readonly present: string; readonly wanted: string }
  ): Promise<Result<null>>;
  /** Takes the password again, before an act that a session alone must not allow; it counts for ten minutes. */
  confirmPassword(actor: Actor, password: string): Promise<Result<null>>;
}

export interface UserTools extends AccountTools {
  readonly config: Pick<Config, 'demo' | 'origin' | 'isDemoByHand'>;
  readonly attempts: {
    /** Counts one guess at the password within a session; refused where there were too many. */
    admit(sessionId: string): Promise<Result<null>>;
    succeeded(sessionId: string): Promise<void>;
  };
}

export function openUsers(tools: UserTools): Users {
  const { store, logger, passwords, attempts } = tools;
  const ownRow = async (actor: Actor) => {
    const row = await findUser(store.db, actor.userId);
    if (!row) throw new Error(`The account ${actor.userId} of a session is gone`);
    return row;
  };
  return {
    ...openAccounts(tools),

    demoAccounts: async (headers, address) => {
      const isLocal = isLocalRequest(headers, address);
      const reach = reachOfDemo(tools.config);
      if (!tools.config.demo || reach === 'nowhere' || (reach === 'this-machine' && !isLocal))
        return { accounts: [], isExposed: false };
      const offered = new Map<string, DemoAccount>();
      for (const { email, nameEn, nameZh, isAdministrator, role, sidePosition } of await listUsersAt(
        store.db,
        'demo.local'
      )) {
        const roleName = isAdministrator === 1 ? 'administrator' : role;
        if (roleName !== null && !offered.has(email))
          offered.set(email, { email, name: { en: nameEn, zh: nameZh }, role: roleName, sidePosition });
      }
      return { accounts: [...offered.values()], isExposed: !isLocal };
    },

    reachOf: (email) => (isDemoAccount(email) ? reachOfDemo(tools.config) : null),

    own: async (actor) => accountFrom(await ownRow(actor)),

    setName: async (actor, name) => {
      if (!isName(name)) return refuse('invalid', { field: 'name' });
      return runCommand(tools, async ({ trx, at, appendEvent, signalAfterCommit }) => {
        const { en, zh } = trimmed(name);
        const before = await findUser(trx, actor.userId);
        if (!before) return refuse('not-found');
        if (before.nameEn === en && before.nameZh === zh) return ok(null);
        await updateUser(trx, actor.userId, { nameEn: en, nameZh: zh });
        // What someone wrote is shown under the present name: each of their studies reads that it is another.
        const id = tools.newId();
        await insertFormerName(trx, { id, user: before, until: at });
        const grants = await listGrantsOfUser(trx, actor.userId);
        for (const studyId of new Set(grants.map((grant) => grant.studyId)))
          await appendEvent(
            studyId,
            { ...actor, name: { en, zh }, grants },
            { kind: 'person.renamed', needs: 'study.see', payload: { formerNameId: id } }
          );
        // Open rooms show the name; they load it again.
        signalAfterCommit({ kind: 'rights-changed', userId: actor.userId });
        return ok(null);
      });
    },

    setLocale: (actor, locale) =>
      runCommand(tools, async ({ trx }) => {
        await updateUser(trx, actor.userId, { locale });
        return ok(null);
      }),

    changePassword: async (actor, { present, wanted }) => {
      const checked = passwords.validate(wanted, ownerOf(await ownRow(actor), actor.grants));
      if (!checked.ok) return checked;
      // A person who uses an unlocked screen gets no more guesses than at sign-in.
      const admitted = await attempts.admit(actor.sessionId);
      if (!admitted.ok) return admitted;
      const known = await ownRow(actor);
      if (!(await passwords.matches(known.passwordHash, present)))
        return refuse('wrong-password', { field: 'present' });
      // A person who has to change a password that others know must not keep it.
      if (present === wanted) return refuse('password-same', { field: 'wanted' });
      const passwordHash = await passwords.hash(wanted);
      const outcome = await runCommand(tools, async (context) => {
        const { trx, at, signalAfterCommit } = context;
        const now = await findUser(trx, actor.userId);
        if (now?.passwordHash !== known.passwordHash) return refuse('stale');
        await updateUser(trx, actor.userId, { passwordHash, passwordChange: null });
        await deleteSessionsOf(trx, actor.userId, actor.sessionId);
        await confirmSession(trx, actor.sessionId, at);
        const change = { kind: 'password-changed', isByOthers: false, pausedUntil: null } as const;
        await writeToOwner(tools, context, now, change);
        signalAfterCommit({ kind: 'sessions-ended', userId: actor.userId, exceptSessionId: actor.sessionId });
        return ok(null);
      });
      if (!outcome.ok) return outcome;
      await attempts.succeeded(actor.sessionId);
      logger.info('password changed', { userId: actor.userId });
      return outcome;
    },

    confirmPassword: async (actor, password) => {
      const checked = await checkPassword(tools, store.db, actor, password);
      if (!checked.ok) return checked;
      await confirmSession(store.db, actor.sessionId, tools.now().toISOString());
      return ok(null);
    }
  };
}
