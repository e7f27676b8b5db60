/** Reads and writes the pauses of accounts, and who vouches for a paused one. */
import { installationScope } from '#rules/people/account-pause.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { UserRow } from './users.ts';

/** What was confirmed before counts no more. */
export async function pauseAccount(
  db: Db,
  userId: string,
  { at, endsAt, by }: { readonly at: string; readonly endsAt: string; readonly by: string }
): Promise<void> {
  await db
    .updateTable('user')
    .set({ pausedAt: at, pauseEndsAt: endsAt, pausedBy: by })
    .where('id', '=', userId)
    .execute();
  await db.deleteFrom('pauseConfirmation').where('userId', '=', userId).execute();
}

/** Ends the pauses whose time has come; returns whose they were. */
export async function endPausesDue(db: Db, at: string): Promise<string[]> {
  const ended = await db
    .updateTable('user')
    .set({ pausedAt: null, pauseEndsAt: null, pausedBy: null })
    .where('pauseEndsAt', '<=', at)
    .returning('id')
    .execute();
  const ids = ended.map(({ id }) => id);
  await inChunks(ids, async (some) => {
    await db.deleteFrom('pauseConfirmation').where('userId', 'in', some).execute();
    return [];
  });
  return ids;
}

/** Lists whose pause is due to end: asked before the write, so that a quiet installation writes nothing. */
export const listPausesDue = async (db: Db, at: string): Promise<string[]> =>
  (await db.selectFrom('user').select('id').where('pauseEndsAt', '<=', at).execute()).map(({ id }) => id);

/** Confirms a paused account in one scope: the id of a study, or of the installation. Confirming twice is once. */
export async function confirmAccount(
  db: Db,
  confirmation: {
    readonly userId: string;
    readonly scope: string;
    readonly confirmedBy: string;
    readonly at: string;
  }
): Promise<void> {
  await db
    .insertInto('pauseConfirmation')
    .values(confirmation)
    .onConflict((conflict) => conflict.columns(['userId', 'scope']).doNothing())
    .execute();
}

/** Loads where these paused accounts are confirmed; the result tells it for one person and one scope. */
export async function loadConfirmations(
  db: Db,
  userIds: readonly string[]
): Promise<(userId: string, scope: string) => boolean> {
  if (userIds.length === 0) return () => false;
  const rows = await inChunks([...new Set(userIds)], (some) =>
    db.selectFrom('pauseConfirmation').selectAll().where('userId', 'in', some).execute()
  );
  return (userId, scope) => rows.some((row) => row.userId === userId && row.scope === scope);
}

/** Checks whether an administrator administers now: not while paused, unless a second one has confirmed them. */
export async function administersNow(
  db: Db,
  user: Pick<UserRow, 'id' | 'isAdministrator' | 'pauseEndsAt'>
): Promise<boolean> {
  if (user.isAdministrator === 0 || user.pauseEndsAt === null) return user.isAdministrator === 1;
  return (await loadConfirmations(db, [user.id]))(user.id, installationScope);
}
