/**
 * Resolves a session cookie to an Actor, for pages and sockets alike. Sessions live in the database, rotate
 * at sign-in, and end by idleness, by age and on demand; every end emits a signal, so that the open sockets
 * of the session close too.
 */
import type { PasswordChange } from '#rules/people/password.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { ActorCache } from './actor-cache.ts';
import { reachOfDemo } from './demo-accounts.ts';
import { listGrantsOfUsers } from './grants.ts';
import { luciaOver, storedId, tokenIn } from './lucia.ts';
import { withRoomForSignIn } from './password.ts';
import { actorFrom, actorOf, isBarred } from './session-actors.ts';
import { signIn, type SessionTools, type SignedIn, type SignIn } from './sign-in.ts';
import { deleteSession, deleteSessionsOf, listSessionsOf, listSessionsWithUsers } from './stored-sessions.ts';
import { sourceOf } from './throttle.ts';

export interface OwnSession {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly isThisOne: boolean;
}

export interface ReadSession {
  readonly actor: Actor;
  readonly renewedCookie: string | null;
  /** Holds when the password was given in this session last. */
  readonly confirmedAt: string;
  /** Says why the person has to set another password, or is asked to. */
  readonly passwordChange: PasswordChange | null;
}

export interface Sessions {
  /** Null for no session, or one that ended. `renewedCookie` is a Set-Cookie value to send along. */
  read(cookieHeader: string | null): Promise<ReadSession | null>;
  /**
   * Reads the person of a request as `read` does, prolongs nothing, and may be a moment old: enough to decide
   * whether a body is read, and not what is done with it.
   */
  peek(cookieHeader: string | null): Promise<Actor | null>;
  /**
   * Reads the same person's rights now, by the stored id of a session; null once it has ended. Prolongs
   * nothing: for leases of sockets.
   */
  recall(sessionId: string): Promise<Actor | null>;
  /** Does the same for many at once; those that have ended are left out. */
  recallAll(sessionIds: readonly string[]): Promise<Map<string, Actor>>;
  signIn(attempt: SignIn): Promise<Result<SignedIn>>;
  /** Returns the Set-Cookie value that takes the cookie away. */
  signOut(actor: Actor): Promise<{ cookie: string }>;
  listOwn(actor: Actor): Promise<OwnSession[]>;
  /** Ends one session of one's own. */
  endOne(actor: Actor, sessionId: string): Promise<Result<null>>;
  /** The session of this request stays. */
  endAll(actor: Actor): Promise<Result<null>>;
}

export function openSessions(tools: SessionTools): Sessions {
  const { store, signals, now, logger } = tools;
  const { origin } = tools.config;
  const demoReach = reachOfDemo(tools.config);
  const lucia = luciaOver(store.db, { now, origin });
  const endSession = async (sessionId: string): Promise<void> => {
    await deleteSession(store.db, sessionId);
    signals.emit({ kind: 'session-ended', sessionId });
  };

  const recallAll: Sessions['recallAll'] = async (sessionIds) => {
    const at = now().toISOString();
    const found = (await listSessionsWithUsers(store.db, sessionIds)).filter(
      ({ session, user }) => !isBarred(user, demoReach) && session.expiresAt > at
    );
    const grants = await listGrantsOfUsers(store.db, [...new Set(found.map(({ user }) => user.id))]);
    const actors = await Promise.all(
      found.map(async ({ session, user }) => actorOf(store.db, user, session.id, grants.get(user.id) ?? []))
    );
    return new Map(actors.map((actor) => [actor.sessionId, actor]));
  };
  const recall: Sessions['recall'] = async (sessionId) =>
    (await recallAll([sessionId])).get(sessionId) ?? null;
  const actors = new ActorCache(recall, now);

  return {
    read: async (cookieHeader) => {
      const token = tokenIn(cookieHeader, origin);
      if (token === null) return null;
      const { session, user } = await lucia.validateSession(token);
      if (!session || isBarred(user.row, demoReach)) return null;
      return {
        actor: await actorFrom(store.db, user.row, storedId(token)),
        renewedCookie: session.fresh ? lucia.createSessionCookie(token).serialize() : null,
        confirmedAt: session.confirmedAt,
        passwordChange: user.row.passwordChange
      };
    },

    peek: async (cookieHeader) => {
      const token = tokenIn(cookieHeader, origin);
      return token === null ? null : actors.actorOf(storedId(token));
    },

    recall,

    recallAll,

    signIn: (attempt) => withRoomForSignIn(sourceOf(attempt.address), () => signIn(tools, attempt)),

    signOut: async (actor) => {
      await endSession(actor.sessionId);
      logger.info('signed out', { userId: actor.userId });
      return { cookie: lucia.createBlankSessionCookie().serialize() };
    },

    listOwn: async (actor) =>
      (await listSessionsOf(store.db, actor.userId, now().toISOString())).map(
        ({ id, createdAt, expiresAt }) => ({
          id,
          createdAt,
          expiresAt,
          isThisOne: id === actor.sessionId
        })
      ),

    endOne: async (actor, sessionId) => {
      const own = await listSessionsOf(store.db, actor.userId, now().toISOString());
      if (!own.some((session) => session.id === sessionId)) return refuse('not-found');
      await endSession(sessionId);
      return ok(null);
    },

    endAll: async (actor) => {
      await deleteSessionsOf(store.db, actor.userId, actor.sessionId);
      signals.emit({ kind: 'sessions-ended', userId: actor.userId, exceptSessionId: actor.sessionId });
      return ok(null);
    }
  };
}
