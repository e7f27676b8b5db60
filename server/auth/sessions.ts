/**
 * Resolves a session cookie to an Actor, for pages and sockets alike. Sessions live in the database, rotate
 * at sign-in, and end by idleness, by age and on demand; every end emits a signal, so that the open sockets
 * of the session close too.
 */
import type { UserId } from '#base/ids.ts';
import { holdsOffice, type PasswordChange } from '#rules/people/password.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Config } from '#server/process/config.ts';
import type { SignalBus } from '#server/events/signals.ts';
import type { Logger } from '#server/process/logger.ts';
import { listGrantsOfUser, listGrantsOfUsers } from './grants.ts';
import type { Db, Store } from '#server/store/open.ts';
import { administersNow } from './pauses.ts';
import { deleteSession, deleteSessionsOf, listSessionsOf, listSessionsWithUsers } from './stored-sessions.ts';
import { addressForm, findUserByEmail, findUserForShare, updateUser, type UserRow } from './users.ts';
import { isDemoAccount, isLocalRequest, reachOfDemo, type RequestHeaders } from './demo-accounts.ts';
import type { Devices } from './devices.ts';
import { luciaOver, storedId, tokenIn } from './lucia.ts';
import { passwordMatches, validatePassword, withRoomForSignIn } from './password.ts';
import { admitAttempt, recordSuccess, sourceOf } from './throttle.ts';

export interface SignIn {
  readonly email: string;
  readonly password: string;
  /** The caller's network address. */
  readonly address: string;
  /** The Cookie header that came along: a session it names ends with this sign-in. */
  readonly cookieHeader?: string | null;
  /** Holds the request's headers: they tell whether it was made on this machine (demo-accounts.ts). */
  readonly headers?: RequestHeaders;
}

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
  /**
   * Reads the session of a request. Null for no session, or one that ended. `renewedCookie` is a Set-Cookie
   * value to send along.
   */
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
  /** `deviceCookie` is a Set-Cookie value by which the browser is recognized at later sign-ins. */
  signIn(attempt: SignIn): Promise<Result<{ actor: Actor; cookie: string; deviceCookie: string }>>;
  /** Returns the Set-Cookie value that takes the cookie away. */
  signOut(actor: Actor): Promise<{ cookie: string }>;
  listOwn(actor: Actor): Promise<OwnSession[]>;
  /** Ends one session of one's own. */
  endOne(actor: Actor, sessionId: string): Promise<Result<null>>;
  /** Ends all sessions of one's own, except the one of this request. */
  endAll(actor: Actor): Promise<Result<null>>;
}

/** Limits the age and the number of the people that `peek` remembers. */
const peekMilliseconds = 1_000;
const mostPeeked = 1_000;

export interface SessionTools {
  readonly store: Store;
  readonly signals: SignalBus;
  readonly now: () => Date;
  readonly config: Pick<Config, 'origin' | 'isDemoByHand'>;
  readonly logger: Logger;
  readonly devices: Devices;
}

export function openSessions(tools: SessionTools): Sessions {
  const { store, signals, now, logger, devices } = tools;
  const { origin } = tools.config;
  const demoReach = reachOfDemo(tools.config);
  /** A suspended person, and a demo account where the demo has no place, neither signs in nor stays in. */
  const isBarred = (user: UserRow): boolean =>
    user.suspendedAt !== null || (demoReach === 'nowhere' && isDemoAccount(user.email));
  /** A demo account signs in only from where the operator lets it. */
  const isOutOfReach = (email: string, { address, headers }: SignIn): boolean =>
    demoReach === 'this-machine' && isDemoAccount(addressForm(email)) && !isLocalRequest(headers, address);
  const luciaFor = (db: Db) => luciaOver(db, { now, origin });
  const lucia = luciaFor(store.db);
  const endSession = async (sessionId: string): Promise<void> => {
    await deleteSession(store.db, sessionId);
    signals.emit({ kind: 'session-ended', sessionId });
  };

  const peeked = new Map<string, { readonly at: number; readonly actor: Promise<Actor | null> }>();

  const recallAll: Sessions['recallAll'] = async (sessionIds) => {
    const at = now().toISOString();
    const found = (await listSessionsWithUsers(store.db, sessionIds)).filter(
      ({ session, user }) => !isBarred(user) && session.expiresAt > at
    );
    const grants = await listGrantsOfUsers(store.db, [...new Set(found.map(({ user }) => user.id))]);
    const actors = await Promise.all(
      found.map(async ({ session, user }) => actorOf(store.db, user, session.id, grants.get(user.id) ?? []))
    );
    return new Map(actors.map((actor) => [actor.sessionId, actor]));
  };

  /** Signs in. What is counted before the password is looked at is one write: on SQLite all wait for one writer. */
  async function signIn(
    attempt: SignIn
  ): Promise<Result<{ actor: Actor; cookie: string; deviceCookie: string }>> {
    const { email, password, address, cookieHeader = null } = attempt;
    const device = await devices.recognize(cookieHeader, email);
    const admitted = await store.db
      .transaction()
      .execute((trx) => admitAttempt(trx, { email, address, device, now: now() }));
    if (!admitted.ok) {
      logger.metrics.refusedSignIns.inc({ reason: 'throttled' });
      logger.warn('sign-in throttled', { address, ...admitted.refusal.facts });
      return admitted;
    }
    const known = await findUserByEmail(store.db, email);
    const matches = await passwordMatches(known?.passwordHash ?? null, password);
    if (!known || !matches || isBarred(known) || isOutOfReach(email, attempt)) {
      logger.metrics.refusedSignIns.inc({ reason: 'credentials' });
      // The person is told no more than that it did not work; the operator can tell them why.
      const reason =
        !known || !matches ? 'credentials' : known.suspendedAt === null ? 'demo-account' : 'suspended';
      logger.warn('sign-in refused', { address, userId: known?.id ?? null, reason });
      return refuse('wrong-credentials');
    }
    const priorToken = tokenIn(cookieHeader, origin);
    const priorId = priorToken === null ? null : storedId(priorToken);
    const opened = await store.db.transaction().execute(async (trx) => {
      // Hashing took its time: the account may have been suspended or given another password meanwhile.
      const user = await findUserForShare(trx, store.engine, known.id);
      if (!user || isBarred(user) || user.passwordHash !== known.passwordHash) return null;
      const priorEnded = priorId !== null && (await deleteSession(trx, priorId));
      const ours = luciaFor(trx);
      await ours.deleteExpiredSessions();
      const session = await ours.createSession(user.id, {});
      await recordSuccess(trx, { email, address, device });
      const actor = await actorFrom(trx, user, storedId(session.id));
      await noteWeakness(trx, user, actor, password);
      return { actor, cookie: ours.createSessionCookie(session.id).serialize(), priorEnded };
    });
    if (!opened) return refuse('wrong-credentials');
    const { actor, cookie, priorEnded } = opened;
    if (priorEnded && priorId !== null) signals.emit({ kind: 'session-ended', sessionId: priorId });
    logger.info('signed in', { address, userId: known.id });
    return ok({ actor, cookie, deviceCookie: await devices.remember(cookieHeader, email) });
  }

  /**
   * Notes whether today's rules would take the password: only now is it known. A made-up password stays one until
   * it is changed.
   */
  async function noteWeakness(trx: Db, user: UserRow, actor: Actor, password: string): Promise<void> {
    if (user.passwordChange === 'made-up') return;
    const owner = { email: user.email, name: actor.name, holdsOffice: holdsOffice(actor) };
    const passwordChange = validatePassword(password, owner, origin).ok ? null : ('weak' as const);
    if (passwordChange !== user.passwordChange) await updateUser(trx, user.id, { passwordChange });
  }

  return {
    read: async (cookieHeader) => {
      const token = tokenIn(cookieHeader, origin);
      if (token === null) return null;
      const { session, user } = await lucia.validateSession(token);
      if (!session || isBarred(user.row)) return null;
      return {
        actor: await actorFrom(store.db, user.row, storedId(token)),
        renewedCookie: session.fresh ? lucia.createSessionCookie(token).serialize() : null,
        confirmedAt: session.confirmedAt,
        passwordChange: user.row.passwordChange
      };
    },

    peek: async (cookieHeader) => {
      const token = tokenIn(cookieHeader, origin);
      if (token === null) return null;
      const id = storedId(token);
      const at = now().getTime();
      const known = peeked.get(id);
      if (known && Math.abs(at - known.at) < peekMilliseconds) return known.actor;
      if (peeked.size >= mostPeeked) peeked.clear();
      const actor = recallAll([id]).then((found) => found.get(id) ?? null);
      peeked.set(id, { at, actor });
      actor.catch(() => peeked.delete(id));
      return actor;
    },

    recall: async (sessionId) => (await recallAll([sessionId])).get(sessionId) ?? null,

    recallAll,

    signIn: (attempt) => withRoomForSignIn(sourceOf(attempt.address), () => signIn(attempt)),

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

async function actorFrom(db: Db, user: UserRow, sessionId: string): Promise<Actor> {
  return actorOf(db, user, sessionId, await listGrantsOfUser(db, user.id));
}

const actorOf = async (
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
