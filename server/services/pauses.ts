/**
 * Ends the pause of an account before its seven days are over, where somebody who knows the person confirms that it
 * is them; and ends it when they are.
 */
import { confirmsPause, installationScope } from '#domain/account-pause.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { listGrantsOfUser } from '../store/grants.ts';
import { confirmAccount, endPausesDue, findPauseDue } from '../store/pauses.ts';
import { findUser, findUserByEmail, type UserRow } from '../store/users.ts';
import { managesAccounts } from './accounts.ts';
import type { ScheduledJob } from './scheduler/scheduled-job.ts';
import { authorizeStudy } from './study-access.ts';

export interface Pauses {
  /** Confirms a person of a study whose account is paused (`confirmsPause`). */
  confirm(actor: Actor, studySlug: string, userId: string): Promise<Result<null>>;
  /** Confirms an administrator whose account is paused, as a second one. */
  confirmAdministrator(actor: Actor, userId: string): Promise<Result<null>>;
  /** Confirms one as the operator, where there is no second administrator. */
  confirmAsOperator(email: string): Promise<Result<null>>;
}

export function openPauses(tools: CommandDeps): Pauses {
  const confirmInstallation = (
    find: (trx: Parameters<typeof findUser>[0]) => Promise<UserRow | undefined>,
    actor: Actor | 'operator'
  ): Promise<Result<null>> =>
    runCommand(tools, async ({ trx, at, signalAfterCommit }) => {
      if (!(await managesAccounts(trx, actor))) return refuse('not-found');
      const user = await find(trx);
      if (!user) return refuse('no-such-account');
      if (user.isAdministrator === 0 || user.pauseEndsAt === null) return refuse('wrong-state');
      const confirmedBy = actor === 'operator' ? actor : actor.userId;
      if (confirmedBy === user.id || (actor !== 'operator' && confirmedBy === user.pausedBy))
        return refuse('forbidden');
      await confirmAccount(trx, { userId: user.id, scope: installationScope, confirmedBy, at });
      signalAfterCommit({ kind: 'rights-changed', userId: user.id });
      return ok(null);
    });

  return {
    confirm: (actor, studySlug, userId) =>
      runCommand(tools, async ({ trx, at, appendEvent, signalAfterCommit }) => {
        const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
        const authorized = await authorizeStudy(trx, now, studySlug);
        if (!authorized.ok) return authorized;
        const { study, grants } = authorized.value;
        const user = await findUser(trx, userId);
        const roles = (await listGrantsOfUser(trx, userId)).filter(({ studyId }) => studyId === study.id);
        if (!user || roles.length === 0) return refuse('not-found');
        if (roles.every(({ pausedUntil }) => pausedUntil === null)) return refuse('wrong-state');
        const paused = { userId, roles, pausedBy: user.pausedBy };
        if (!confirmsPause({ userId: actor.userId, roles: grants }, paused)) return refuse('forbidden');
        await confirmAccount(trx, { userId, scope: study.id, confirmedBy: actor.userId, at });
        await appendEvent(
          study.id,
          { ...now, grants },
          {
            kind: 'account.confirmed',
            needs: 'study.audit',
            payload: { userId }
          }
        );
        signalAfterCommit({ kind: 'rights-changed', userId });
        return ok(null);
      }),

    confirmAdministrator: (actor, userId) => confirmInstallation((trx) => findUser(trx, userId), actor),
    confirmAsOperator: (email) => confirmInstallation((trx) => findUserByEmail(trx, email), 'operator')
  };
}

/** Ends pauses when their time has come; open pages and rooms of the person follow at once. */
export const endedPauses = (tools: CommandDeps): ScheduledJob => ({
  name: 'ended pauses',
  run: async () => {
    if (!(await findPauseDue(tools.store.db, tools.now().toISOString()))) return;
    await runCommand(tools, async ({ trx, at, signalAfterCommit }) => {
      for (const userId of await endPausesDue(trx, at)) signalAfterCommit({ kind: 'rights-changed', userId });
      return ok(null);
    });
  }
});
