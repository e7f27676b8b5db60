/**
 * Ends the pause of an account before its seven days are over, where somebody who knows the person confirms that it
 * is them; and ends it when they are.
 */
import { confirmsPause, installationScope } from '#rules/people/account-pause.ts';
import type { Actor } from '#base/permissions.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone } from '#server/commands/locks.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { confirmAccount, endPausesDue, listPausesDue } from '#server/auth/pauses.ts';
import { findUser, findUserByEmail, type UserRow } from '#server/auth/users.ts';
import { accountsSubject, scheduledSubject } from './installation-subject.ts';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { studySubject } from '#areas/study';

const command = commandsOf<CommandDeps>();

/** Confirms a person of a study whose account is paused (`confirmsPause`). */
const confirm = command(
  {
    name: 'pauses.confirm',
    subject: studySubject,
    needs: 'study.see',
    locks: (_, userId: string) => heldAlone([userId])
  },
  async ({ trx, at, subject: { study }, actor, grants, append, signalAfterCommit }, userId: string) => {
    const user = await findUser(trx, userId);
    const roles = (await listGrantsOfUser(trx, userId)).filter(({ studyId }) => studyId === study.id);
    if (!user || roles.length === 0) throw refused('not-found');
    if (roles.every(({ pausedUntil }) => pausedUntil === null)) throw refused('wrong-state');
    const paused = { userId, roles, pausedBy: user.pausedBy };
    if (!confirmsPause({ userId: actor.userId, roles: grants }, paused)) throw refused('forbidden');
    await confirmAccount(trx, { userId, scope: study.id, confirmedBy: actor.userId, at });
    append({ kind: 'account.confirmed', needs: 'study.audit', payload: { userId } });
    signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

/** Names an account by its id, or by its address, as the operator does. */
type Named = { readonly userId: string } | { readonly email: string };

const findNamed = (db: Db, named: Named): Promise<UserRow | undefined> =>
  'email' in named ? findUserByEmail(db, named.email) : findUser(db, named.userId);

const confirmInstallation = command(
  {
    name: 'pauses.confirm-administrator',
    subject: accountsSubject,
    needs: 'instance.users',
    locks: async ({ db }, named: Named) => heldAlone([(await findNamed(db, named))?.id])
  },
  async ({ trx, at, actor, signalAfterCommit }, named: Named) => {
    const user = await findNamed(trx, named);
    if (!user) throw refused('no-such-account');
    if (user.isAdministrator === 0 || user.pauseEndsAt === null) throw refused('wrong-state');
    const confirmedBy = actor === 'operator' ? actor : actor.userId;
    if (confirmedBy === user.id || (actor !== 'operator' && confirmedBy === user.pausedBy))
      throw refused('forbidden');
    await confirmAccount(trx, { userId: user.id, scope: installationScope, confirmedBy, at });
    signalAfterCommit({ kind: 'rights-changed', userId: user.id });
    return null;
  }
);

const endDue = command(
  {
    name: 'pauses.end-due',
    subject: scheduledSubject,
    needs: 'instance.users',
    locks: async ({ db }, until: string) => heldAlone(await listPausesDue(db, until))
  },
  async ({ trx, signalAfterCommit }, until: string) => {
    for (const userId of await endPausesDue(trx, until))
      signalAfterCommit({ kind: 'rights-changed', userId });
    return null;
  }
);

export type Pauses = ReturnType<typeof createPauses>;

export const createPauses = (deps: CommandDeps) => {
  const bound = bind(deps, { confirm, confirmInstallation, endDue });
  return {
    ...bound,
    /** Confirms an administrator whose account is paused, as a second one. */
    confirmAdministrator: (actor: Actor, userId: string) => bound.confirmInstallation(actor, { userId }),
    /** Confirms one as the operator, where there is no second administrator. */
    confirmAsOperator: (email: string) => bound.confirmInstallation('operator', { email })
  };
};

/** Ends pauses when their time has come; open pages and rooms of the person follow at once. */
export const endedPauses = (
  { store, now }: CommandDeps,
  { endDue: end }: Pick<Pauses, 'endDue'>
): ScheduledJob => ({
  name: 'ended pauses',
  run: async () => {
    const until = now().toISOString();
    if ((await listPausesDue(store.db, until)).length > 0) await end('schedule', until);
  }
});
