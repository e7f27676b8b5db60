/**
 * Takes the demo out of an installation that goes into service: its accounts, whose password everybody knows,
 * its study and the sample study. What other studies have recorded of these people stays as it is, so that their logs verify.
 */
import { ok, type Result } from '#domain/refusal.ts';
import { sampleSlug } from '#domain/study.ts';
import { demoHost } from '../auth/demo-accounts.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import type { Db } from '../store/open.ts';
import { demoSlug } from '../store/seeds/study-rows.ts';

/** Checks whether there is a demo account with a password. */
export const hasDemoAccounts = async (db: Db): Promise<boolean> =>
  (await db
    .selectFrom('user')
    .select('id')
    .where('email', 'like', `%${demoHost}`)
    .where('passwordHash', 'is not', null)
    .limit(1)
    .executeTakeFirst()) !== undefined;

interface RemovedDemo {
  readonly accounts: number;
  readonly studies: readonly string[];
  /** Names the demo's own studies that stay, because people besides the demo accounts hold roles in them. */
  readonly kept: readonly string[];
}

export const removeDemo = (deps: CommandDeps): Promise<Result<RemovedDemo>> =>
  runCommand(deps, async ({ trx, at, signalAfterCommit }) => {
    const users = await trx.selectFrom('user').select('id').where('email', 'like', `%${demoHost}`).execute();
    const candidates = await trx
      .selectFrom('study')
      .select(['id', 'slug'])
      .where((eb) => eb.or([eb('slug', 'in', [demoSlug, sampleSlug]), eb('isBench', '=', 1)]))
      .orderBy('slug')
      .execute();
    const studies: string[] = [];
    const kept: string[] = [];
    for (const { id, slug } of candidates) {
      const other = await trx
        .selectFrom('grant')
        .innerJoin('user', 'user.id', 'grant.userId')
        .select('user.id')
        .where('grant.studyId', '=', id)
        .where('user.email', 'not like', `%${demoHost}`)
        .limit(1)
        .executeTakeFirst();
      if (other) kept.push(slug);
      else {
        await trx.deleteFrom('study').where('id', '=', id).execute();
        studies.push(slug);
      }
    }
    const remaining = await trx.selectFrom('study').select('id').limit(1).executeTakeFirst();
    for (const { id } of users) {
      await trx.deleteFrom('session').where('userId', '=', id).execute();
      signalAfterCommit({ kind: 'sessions-ended', userId: id });
      if (remaining)
        await trx
          .updateTable('user')
          .set({ passwordHash: null, suspendedAt: at, isAdministrator: 0 })
          .where('id', '=', id)
          .execute();
      else await trx.deleteFrom('user').where('id', '=', id).execute();
    }
    return ok({ accounts: users.length, studies, kept });
  });
