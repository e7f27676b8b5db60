/**
 * Runs Lucia over our tables, and is the only file that knows Lucia. Its ids are bearer tokens: only their
 * SHA-256 reaches the database. Lucia uses the system clock, the app its own clock: the adapter converts
 * every time that crosses, so that tests can move it.
 */
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia';
import { sha256 } from '#server/files/sha256.ts';
import type { Db } from '#server/store/open.ts';
import {
  deleteSession,
  deleteSessionsExpiredBy,
  deleteSessionsOf,
  findSessionWithUser,
  insertSession,
  listSessionsOf,
  prolongSession,
  type SessionRow
} from './stored-sessions.ts';
import type { UserRow } from './users.ts';

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaOver>;
    DatabaseUserAttributes: UserRow;
    DatabaseSessionAttributes: { readonly confirmedAt?: string };
    UserId: string;
  }
}

const day = 24 * 60 * 60 * 1000;
/** Days without use. */
export const idleDays = 14;
/** Days, whatever the use. */
export const absoluteDays = 30;

export interface LuciaTools {
  readonly now: () => Date;
  /** Sets the public origin: on https the cookie is Secure and bound to the host. */
  readonly origin: string;
}

export const storedId = (token: string): string => sha256(token);

export function luciaOver(db: Db, { now, origin }: LuciaTools) {
  const secure = origin.startsWith('https:');
  return new Lucia(adapterOver(db, now), {
    sessionExpiresIn: new TimeSpan(idleDays, 'd'),
    sessionCookie: {
      name: cookieName(origin),
      attributes: { secure, sameSite: 'lax', path: '/' }
    },
    getSessionAttributes: ({ confirmedAt = '' }) => ({ confirmedAt }),
    getUserAttributes: (row) => ({ row })
  });
}

export const cookieName = (origin: string): string =>
  origin.startsWith('https:') ? '__Host-session' : 'session';

/**
 * Lucia's own reader throws on a stray percent sign. Two cookies of our name mean that someone else planted
 * one: both are ignored.
 */
export function tokenIn(cookieHeader: string | null, origin: string): string | null {
  const prefix = `${cookieName(origin)}=`;
  const held = (cookieHeader ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length));
  const [token] = held;
  return held.length === 1 && token !== undefined && /^[a-z2-7]{40}$/.test(token) ? token : null;
}

function adapterOver(db: Db, now: () => Date): Adapter {
  const toMachine = (time: string): Date => new Date(Date.parse(time) + Date.now() - now().getTime());
  const toAppTime = (time: Date): string =>
    new Date(time.getTime() - Date.now() + now().getTime()).toISOString();
  const sessionFrom = (row: SessionRow, id: string): DatabaseSession => ({
    id,
    userId: row.userId,
    expiresAt: toMachine(row.expiresAt),
    attributes: { confirmedAt: row.confirmedAt ?? row.createdAt }
  });
  return {
    getSessionAndUser: async (token) => {
      const found = await findSessionWithUser(db, storedId(token));
      return found
        ? [sessionFrom(found.session, token), { id: found.user.id, attributes: found.user }]
        : [null, null];
    },
    getUserSessions: async (userId) =>
      (await listSessionsOf(db, userId, now().toISOString())).map((row) => sessionFrom(row, row.id)),
    setSession: (session) =>
      insertSession(db, {
        id: storedId(session.id),
        userId: session.userId,
        createdAt: now().toISOString(),
        expiresAt: toAppTime(session.expiresAt),
        endsAt: new Date(now().getTime() + absoluteDays * day).toISOString()
      }),
    updateSessionExpiration: (token, expiresAt) => prolongSession(db, storedId(token), toAppTime(expiresAt)),
    deleteSession: async (token) => {
      await deleteSession(db, storedId(token));
    },
    deleteUserSessions: (userId) => deleteSessionsOf(db, userId),
    deleteExpiredSessions: () => deleteSessionsExpiredBy(db, now().toISOString())
  };
}
