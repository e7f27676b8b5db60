/**
 * Reads and writes sessions, keyed by the hash of their token: whose they are, and until when. The token
 * itself is never passed to this module.
 */
import type { Insertable, Selectable } from 'kysely';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import type { SessionTable } from './tables.ts';
import { findUser, listUsersOf, type UserRow } from './users.ts';

export type SessionRow = Selectable<SessionTable>;

export async function insertSession(db: Db, session: Insertable<SessionTable>): Promise<void> {
  await db.insertInto('session').values(session).execute();
}

export async function findSessionWithUser(
  db: Db,
  id: string
): Promise<{ session: SessionRow; user: UserRow } | undefined> {
  const session = await db.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst();
  if (!session) return undefined;
  const user = await findUser(db, session.userId);
  return user && { session, user };
}

/** Only those that exist. */
export async function listSessionsWithUsers(
  db: Db,
  ids: readonly string[]
): Promise<{ session: SessionRow; user: UserRow }[]> {
  const sessions = await inChunks(ids, (some) =>
    db.selectFrom('session').selectAll().where('id', 'in', some).execute()
  );
  const userIds = [...new Set(sessions.map((session) => session.userId))];
  const users = new Map((await listUsersOf(db, userIds)).map((user) => [user.id, user]));
  return sessions.flatMap((session) => {
    const user = users.get(session.userId);
    return user ? [{ session, user }] : [];
  });
}

/** Those that have not expired, newest first. */
export const listSessionsOf = (db: Db, userId: string, at: string): Promise<SessionRow[]> =>
  db
    .selectFrom('session')
    .selectAll()
    .where('userId', '=', userId)
    .where('expiresAt', '>', at)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();

/** Moves the expiry, never past the absolute end; writes nothing where it is the same already. */
export async function prolongSession(db: Db, id: string, expiresAt: string): Promise<void> {
  await db
    .updateTable('session')
    .set((eb) => ({
      expiresAt: eb.case().when('endsAt', '<', expiresAt).then(eb.ref('endsAt')).else(expiresAt).end()
    }))
    .where('id', '=', id)
    .whereRef('expiresAt', '<', 'endsAt')
    .execute();
}

/** Notes that the password was given again in this session. */
export async function confirmSession(db: Db, id: string, at: string): Promise<void> {
  await db.updateTable('session').set({ confirmedAt: at }).where('id', '=', id).execute();
}

/** Returns whether the session existed. */
export async function deleteSession(db: Db, id: string): Promise<boolean> {
  const result = await db.deleteFrom('session').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function deleteSessionsOf(db: Db, userId: string, except?: string): Promise<void> {
  let query = db.deleteFrom('session').where('userId', '=', userId);
  if (except !== undefined) query = query.where('id', '!=', except);
  await query.execute();
}

export async function deleteSessionsExpiredBy(db: Db, at: string): Promise<void> {
  await db.deleteFrom('session').where('expiresAt', '<=', at).execute();
}
