/**
 * Takes the demo out of an installation that goes into service: its accounts, whose password everybody knows,
 * its study and the sample study. What other studies have recorded of these people stays as it is, so that their logs verify.
 */
import { sampleSlug } from '#rules/study/study.ts';
import { demoHost, townAddresses } from '#server/auth/demo-accounts.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { heldAlone, type Lock } from '#server/commands/locks.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { demoSlug } from './store/study-rows.ts';
import { operatedSubject } from '#areas/people';

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

const command = commandsOf<CommandDeps>();

/** Removes the demo's accounts, and its studies where nobody else has a role in them. */
const remove = command(
  {
    name: 'demo.remove',
    subject: operatedSubject,
    needs: 'instance.users',
    locks: async ({ db }) => [
      ...heldAlone((await listDemoUsers(db)).map(({ id }) => id)),
      ...(await listDemoStudies(db)).map(({ slug }): Lock => ({ kind: 'study', slug }))
    ]
  },
  async ({ trx, at, signalAfterCommit }): Promise<RemovedDemo> => {
    const studies: string[] = [];
    const kept: string[] = [];
    for (const { id, slug } of await listDemoStudies(trx)) {
      if (await hasOthers(trx, id)) kept.push(slug);
      else {
        await trx.deleteFrom('study').where('id', '=', id).execute();
        studies.push(slug);
      }
    }
    const users = await listDemoUsers(trx);
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
    return { accounts: users.length, studies, kept };
  }
);

/** Takes away what an attempt to found the sample study has left that did not come to its end. */
const removeAttempt = command(
  {
    name: 'demo.remove-attempt',
    subject: operatedSubject,
    needs: 'instance.users',
    locks: async ({ db }) => [
      ...heldAlone((await listTownUsers(db)).map(({ id }) => id)),
      { kind: 'study', slug: sampleSlug }
    ]
  },
  async ({ trx, signalAfterCommit }) => {
    await trx.deleteFrom('study').where('slug', '=', sampleSlug).execute();
    for (const { id } of await listTownUsers(trx)) {
      await trx.deleteFrom('session').where('userId', '=', id).execute();
      signalAfterCommit({ kind: 'sessions-ended', userId: id });
      await trx.deleteFrom('user').where('id', '=', id).execute();
    }
    return null;
  }
);

/** Creates what only the operator does; the founding of the sample study is the operator's too. */
export const createDemoRemoval = (deps: CommandDeps) => bind(deps, { remove, removeAttempt });

export type DemoRemoval = ReturnType<typeof createDemoRemoval>;

const listDemoUsers = (db: Db): Promise<{ readonly id: string }[]> =>
  db.selectFrom('user').select('id').where('email', 'like', `%${demoHost}`).execute();

const listTownUsers = (db: Db): Promise<{ readonly id: string }[]> =>
  db.selectFrom('user').select('id').where('email', 'like', townAddresses).execute();

const listDemoStudies = (db: Db): Promise<{ readonly id: string; readonly slug: string }[]> =>
  db
    .selectFrom('study')
    .select(['id', 'slug'])
    .where((eb) => eb.or([eb('slug', 'in', [demoSlug, sampleSlug]), eb('isBench', '=', 1)]))
    .orderBy('slug')
    .execute();

/** Checks whether people besides the demo accounts have roles in a study. */
const hasOthers = async (db: Db, studyId: string): Promise<boolean> =>
  (await db
    .selectFrom('grant')
    .innerJoin('user', 'user.id', 'grant.userId')
    .select('user.id')
    .where('grant.studyId', '=', studyId)
    .where('user.email', 'not like', `%${demoHost}`)
    .limit(1)
    .executeTakeFirst()) !== undefined;
