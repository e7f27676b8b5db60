/** Makes the Actor of a session, and says who may have none. */
import type { UserId } from '#base/ids.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import type { Db } from '#server/store/open.ts';
import { isDemoAccount, type DemoReach } from './demo-accounts.ts';
import { listGrantsOfUser } from './grants.ts';
import { administersNow } from './pauses.ts';
import type { UserRow } from './users.ts';

/** A suspended person, and a demo account where the demo has no place, neither signs in nor stays in. */
export const isBarred = (user: UserRow, demoReach: DemoReach): boolean =>
  user.suspendedAt !== null || (demoReach === 'nowhere' && isDemoAccount(user.email));

export async function actorFrom(db: Db, user: UserRow, sessionId: string): Promise<Actor> {
  return actorOf(db, user, sessionId, await listGrantsOfUser(db, user.id));
}

export const actorOf = async (
  db: Db,
  user: UserRow,
  sessionId: string,
  grants: readonly Grant[]
): Promise<Actor> => ({
  userId: user.id as UserId,
  sessionId,
  email: user.email,
  name: { en: user.nameEn, zh: user.nameZh },
  isAdministrator: await administersNow(db, user),
  grants
});
