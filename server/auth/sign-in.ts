/** Signs people in: counts the attempt, looks at the password, and opens a session in place of the one before. */
import { holdsOffice } from '#rules/people/password.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Config } from '#server/process/config.ts';
import type { SignalBus } from '#server/events/signals.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Db, Store } from '#server/store/open.ts';
import {
  isDemoAccount,
  isLocalRequest,
  reachOfDemo,
  type DemoReach,
  type RequestHeaders
} from './demo-accounts.ts';
import type { Devices } from './devices.ts';
import { luciaOver, storedId, tokenIn } from './lucia.ts';
import { passwordMatches, validatePassword } from './password.ts';
import { actorFrom, isBarred } from './session-actors.ts';
import { deleteSession } from './stored-sessions.ts';
import { admitAttempt, recordSuccess } from './throttle.ts';
import { addressForm, findUserByEmail, findUserForShare, updateUser, type UserRow } from './users.ts';

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

export interface SignedIn {
  readonly actor: Actor;
  readonly cookie: string;
  /** A Set-Cookie value by which the browser is recognized at later sign-ins. */
  readonly deviceCookie: string;
}

export interface SessionTools {
  readonly store: Store;
  readonly signals: SignalBus;
  readonly now: () => Date;
  readonly config: Pick<Config, 'origin' | 'isDemoByHand'>;
  readonly logger: Logger;
  readonly devices: Devices;
}

/** What is counted before the password is looked at is one write: on SQLite all wait for one writer. */
export async function signIn(tools: SessionTools, attempt: SignIn): Promise<Result<SignedIn>> {
  const { store, signals, now, logger, devices } = tools;
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
  const demoReach = reachOfDemo(tools.config);
  if (!known || !matches || isBarred(known, demoReach) || isOutOfReach(attempt, demoReach)) {
    logger.metrics.refusedSignIns.inc({ reason: 'credentials' });
    // The person is told no more than that it did not work; the operator can tell them why.
    const reason =
      !known || !matches ? 'credentials' : known.suspendedAt === null ? 'demo-account' : 'suspended';
    logger.warn('sign-in refused', { address, userId: known?.id ?? null, reason });
    return refuse('wrong-credentials');
  }
  const priorToken = tokenIn(cookieHeader, tools.config.origin);
  const priorId = priorToken === null ? null : storedId(priorToken);
  const opened = await openSession(tools, known, { attempt, device, priorId });
  if (!opened) return refuse('wrong-credentials');
  const { actor, cookie, priorEnded } = opened;
  if (priorEnded && priorId !== null) signals.emit({ kind: 'session-ended', sessionId: priorId });
  logger.info('signed in', { address, userId: known.id });
  return ok({ actor, cookie, deviceCookie: await devices.remember(cookieHeader, email) });
}

/** A demo account signs in only from where the operator lets it. */
const isOutOfReach = ({ email, address, headers }: SignIn, demoReach: DemoReach): boolean =>
  demoReach === 'this-machine' && isDemoAccount(addressForm(email)) && !isLocalRequest(headers, address);

interface Opening {
  readonly attempt: SignIn;
  readonly device: Awaited<ReturnType<Devices['recognize']>>;
  /** Names the session that ends with this sign-in. */
  readonly priorId: string | null;
}

/** Null where the account is another by now. */
function openSession(
  { store, now, config }: SessionTools,
  known: UserRow,
  { attempt: { email, password, address }, device, priorId }: Opening
): Promise<{ actor: Actor; cookie: string; priorEnded: boolean } | null> {
  return store.db.transaction().execute(async (trx) => {
    // Hashing took its time: the account may have been suspended or given another password meanwhile.
    const user = await findUserForShare(trx, store.engine, known.id);
    if (!user || isBarred(user, reachOfDemo(config)) || user.passwordHash !== known.passwordHash) return null;
    const priorEnded = priorId !== null && (await deleteSession(trx, priorId));
    const lucia = luciaOver(trx, { now, origin: config.origin });
    await lucia.deleteExpiredSessions();
    const session = await lucia.createSession(user.id, {});
    await recordSuccess(trx, { email, address, device });
    const actor = await actorFrom(trx, user, storedId(session.id));
    await noteWeakness(trx, user, actor, { password, origin: config.origin });
    return { actor, cookie: lucia.createSessionCookie(session.id).serialize(), priorEnded };
  });
}

/**
 * Notes whether today's rules would take the password: only now is it known. A made-up password stays one until
 * it is changed.
 */
async function noteWeakness(
  trx: Db,
  user: UserRow,
  actor: Actor,
  { password, origin }: { readonly password: string; readonly origin: string }
): Promise<void> {
  if (user.passwordChange === 'made-up') return;
  const owner = { email: user.email, name: actor.name, holdsOffice: holdsOffice(actor) };
  const passwordChange = validatePassword(password, owner, origin).ok ? null : ('weak' as const);
  if (passwordChange !== user.passwordChange) await updateUser(trx, user.id, { passwordChange });
}
